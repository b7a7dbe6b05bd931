// Observers leave nothing behind, and neither hold nor hinder an end.
import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { collectedWarning, reactors, run } from "./child.js"

const linuxOnly = process.platform === "linux" ? {} : { skip: "descriptors are counted in /proc" }

for (const reactor of reactors) {
  describe(`With the ${reactor} reactor`, { concurrency: 2 }, () => {
    const check = async (program: string, expected: string[] = ["checked"], warning = /^$/) => {
      const { code, signal, stdout, stderr } = await run("observers", [program], reactor)
      assert.match(stderr, warning)
      assert.deepEqual({ code, signal, stdout }, { code: 0, signal: null, stdout: expected }, stderr)
    }
    test("10,000 observers of one socket leave no descriptor and no socket", linuxOnly, () => check("10,000 times"))
    test("10,000 sockets that were closed while observed leave no descriptor", linuxOnly, () => check("10,000 sockets"))
    test("a listener alone does not keep the process alive", () => check("a listener alone"))
    test("a receive that waits keeps the process alive", () => check("a receive"))
    test("a receive that waits does not, once unreferenced", () => check("a receive, unreferenced"))
    test("a loop over the events of a socket that cannot end does not keep the process for ever", () =>
      check("the end, with something unsent"))
    test("a socket that is forgotten while a receive waits for its events is not collected", () =>
      check("forgotten, with a receive that waits", ["accepted", "checked"]))
    test("a socket that is forgotten with listeners is collected, and its observer with it", () =>
      check("forgotten, with listeners", ["checked"], collectedWarning))
    test("workers that are terminated while they observe", () => check("workers that end"))
    test("process.exit() while observers run", () => check("process.exit()"))
  })
}
