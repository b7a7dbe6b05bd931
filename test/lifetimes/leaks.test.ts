// Threads share the default context, and neither they, nor sockets, nor contexts leave anything behind.
import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { onReactor, reactors, run } from "./child.js"

const linuxOnly = process.platform === "linux" ? {} : { skip: "descriptors are counted in /proc" }

for (const reactor of reactors) {
  describe(`With the ${reactor} reactor`, onReactor(reactor, 2), () => {
    const check = async (program: string, name: string) => {
      const { code, signal, stdout, stderr } = await run(program, [name], reactor)
      assert.deepEqual({ code, signal, stdout, stderr }, { code: 0, signal: null, stdout: ["checked"], stderr: "" })
    }
    test("inproc joins the threads: ROUTER and four workers", () => check("threads", "inproc"))
    test("inproc joins the threads: PAIR", () => check("threads", "PAIR from thread to thread"))
    test("200 terminated workers leave no descriptor", linuxOnly, () => check("threads", "200 workers"))
    test("50,000 sockets leave no descriptor and no memory", linuxOnly, () => check("leaks", "sockets"))
    test("1500 contexts leave no thread, descriptor or memory", linuxOnly, () => check("leaks", "contexts"))
  })
}
