// Ends that come while messages fly, so that wake-ups are under way to a thread that is being torn down. A flood has no
// natural end: it never waits, and a program that always has something to do goes on.
import { describe, test } from "node:test"
import { folderForTests } from "../support/folder-for-tests.js"
import { onReactor, reactors } from "./child.js"
import { endProcesses, endWorkers } from "./matrix.js"

const folder = folderForTests()

for (const reactor of reactors) {
  const setting = { reactor, folder }
  const fewer = { ...setting, rounds: 5 }
  describe(`Ends under load, with the ${reactor} reactor`, onReactor(reactor, 1), () => {
    for (const end of ["exit", "error"] as const) test(`process: ${end}`, () => endProcesses(setting, "busy", end))
    for (const end of ["rejection", "signal"] as const) test(`process: ${end}`, () => endProcesses(fewer, "busy", end))
    for (const end of ["exit", "error", "terminate"] as const) {
      test(`worker: ${end}`, () => endWorkers(setting, ["busy"], end))
    }
    test("worker: rejection", () => endWorkers(fewer, ["busy"], "rejection"))
  })
}
