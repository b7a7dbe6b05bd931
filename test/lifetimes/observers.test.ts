// Observers leave nothing behind, and neither hold nor hinder an end.
import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { thoroughOnly } from "../support/thorough.js"
import { collectedWarning, onReactor, reactors, run } from "./child.js"

const thoroughLinux = { skip: process.platform === "linux" ? thoroughOnly : "descriptors are counted in /proc" }

for (const reactor of reactors) {
  describe(`With the ${reactor} reactor`, onReactor(reactor, 2), () => {
    const check = async (program: string, expected: string[] = ["checked"], warning = /^$/) => {
      const { code, signal, stdout, stderr } = await run("observers", [program], reactor)
      assert.match(stderr, warning)
      assert.deepEqual({ code, signal, stdout }, { code: 0, signal: null, stdout: expected }, stderr)
    }
    test("10,000 observers of one socket leave no descriptor and no socket", thoroughLinux, () => check("10,000 times"))
    test("10,000 sockets that were closed while observed leave no descriptor", thoroughLinux, () =>
      check("10,000 sockets"),
    )
    test("a listener alone does not keep the process alive", () => check("a listener alone"))
    test("a receive that waits keeps the process alive", () => check("a receive"))
    test("a receive that waits does not, once unreferenced", () => check("a receive, unreferenced"))
    test("a loop over the events of a socket that cannot end does not keep the process for ever", () =>
      check("the end, with something unsent"))
    test("a socket that is forgotten while a receive waits for its events is not collected", () =>
      check("forgotten, with a receive that waits", ["accepted", "checked"]))
    test("a socket that is forgotten with listeners is collected, and its observer with it", () =>
      check("forgotten, with listeners", ["checked"], collectedWarning))
    const closeAndEnd = ["close", "end", "checked"]
    test("listeners get the events of close(), although nothing else keeps the process alive", () =>
      check("listeners, close()", closeAndEnd))
    test("listeners that are added after close() get them too", () => check("listeners, after close()", closeAndEnd))
    test("listeners get the events of a socket that `using` closes", () => check("listeners, using", closeAndEnd))
    test("listeners get the events of a socket whose context is disposed of", () =>
      check("listeners, a context's end", closeAndEnd))
    test("listeners get the events of a socket whose context, the default one, is disposed of", () =>
      check("listeners, the default context", closeAndEnd))
    test("listeners get the events of sockets that a proxy closes when it ends", () =>
      check("listeners, a proxy", ["checked", "close,close,end,end"]))
    test("listeners get the events of a socket in a worker that ends", () => check("listeners, a worker", closeAndEnd))
    test("listeners do not keep the process alive once the observer is unreferenced", () =>
      check("listeners, unreferenced"))
    test("listeners that are removed after close() do not keep the process alive", () => check("listeners, taken off"))
    test("listeners do not keep the process alive for ever", () => check("listeners, with something unsent"))
    test("the process does not wait again at its end for what it has waited for because of listeners", async () => {
      const { code, signal, stdout, stderr, announced, at } = await run("observers", ["listeners, how long"], reactor)
      assert.deepEqual({ code, signal, stderr }, { code: 0, signal: null, stderr: "" })
      const waited = at - Number(stdout[0])
      // The clock is read in two processes; the next limit that it could have waited for is twice as long.
      assert.ok(waited > 2000 && waited < 5000, `it waited ${waited} ms`)
      assert.match(announced!, /; it has waited for them for [23]\d\d\d ms\. /)
    })
    test("workers that are terminated while they observe", () => check("workers that end"))
    test("process.exit() while observers run", () => check("process.exit()"))
  })
}
