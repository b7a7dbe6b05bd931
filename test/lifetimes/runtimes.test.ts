// Every way in which a process and a worker thread can end in the runtimes that are not Node, with a socket or a proxy in
// every state. The runtime chooses the reactor.
import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { folderForTests } from "../support/folder-for-tests.js"
import { otherRuntimes } from "../support/runtimes.js"
import { run } from "./child.js"
import { endProcesses, endWorkers } from "./matrix.js"
import { proxyStates, states } from "./states.js"

const folder = folderForTests()

for (const runtime of otherRuntimes) {
  const setting = { reactor: runtime, folder }
  describe(`In ${runtime.name}`, { skip: runtime.skip }, () => {
    test("a process ends that has only loaded the addon", async () => {
      const { code, signal, stderr } = await run("loaded", [], runtime)
      assert.deepEqual({ code, signal, stderr }, { code: 0, signal: null, stderr: "" })
    })

    for (const state of [...states, ...proxyStates]) {
      for (const end of ["natural", "exit", "error"] as const) {
        test(`a process ends, ${state}: ${end}`, () => endProcesses(setting, state, end))
      }
      for (const end of ["natural", "exit", "error", "terminate"] as const) {
        test(`workers end, ${state}: ${end}`, () => endWorkers(setting, [state], end))
      }
    }
  })
}
