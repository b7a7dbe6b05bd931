// Ends that come while messages fly, so that wake-ups are under way to a thread that is being torn down.
import { after, describe, test } from "node:test"
import { reactors, scratch } from "./child.js"
import { endProcesses, endSockets, endWorkers } from "./matrix.js"

const folder = scratch()
after(() => folder[Symbol.dispose]())

for (const reactor of reactors) {
  const setting = { reactor, endpoint: folder.endpoint }
  describe(`Ends under load, with the ${reactor} reactor`, () => {
    for (const end of ["exit", "error"] as const) test(`process: ${end}`, () => endProcesses(setting, "busy", end))
    for (const end of ["exit", "error", "terminate"]) test(`worker: ${end}`, () => endWorkers(setting, "busy", end))
    test("socket: close", () => endSockets(setting, "busy", "close"))
  })
}
