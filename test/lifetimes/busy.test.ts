// Ends that come while messages fly, so that wake-ups are under way to a thread that is being torn down.
import { describe, test } from "node:test"
import { folderForTests } from "../support/folder-for-tests.js"
import { onReactor, reactors } from "./child.js"
import { endProcesses, endSockets, endWorkers } from "./matrix.js"

const folder = folderForTests()

for (const reactor of reactors) {
  const setting = { reactor, folder }
  describe(`Ends under load, with the ${reactor} reactor`, onReactor(reactor, 1), () => {
    for (const end of ["exit", "error"] as const) test(`process: ${end}`, () => endProcesses(setting, "busy", end))
    for (const end of ["exit", "error", "terminate"]) test(`worker: ${end}`, () => endWorkers(setting, "busy", end))
    test("socket: close", () => endSockets(setting, "busy", "close"))
  })
}
