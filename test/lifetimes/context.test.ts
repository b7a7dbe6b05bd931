// Contexts' ends, and what the collector does, on both reactors.
import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { collectedWarning, onReactor, reactors, run } from "./child.js"
import { names } from "./context.js"

for (const reactor of reactors) {
  describe(`Contexts and their sockets, with the ${reactor} reactor`, onReactor(reactor, 2), () => {
    for (const name of names) {
      test(name, async () => {
        const { code, signal, stdout, stderr } = await run("context", [name], reactor)
        assert.match(stderr, name.includes("one warning") ? collectedWarning : /^$/)
        assert.deepEqual({ code, signal, stdout }, { code: 0, signal: null, stdout: ["checked"] })
      })
    }
  })
}
