// Every way in which a process can end, with a socket in every state.
import { describe, test } from "node:test"
import { folderForTests } from "../support/folder-for-tests.js"
import { onReactor, reactors } from "./child.js"
import { endProcesses } from "./matrix.js"
import { states, watchedStates } from "./states.js"

const folder = folderForTests()

describe("Processes end", { concurrency: reactors.length }, () => {
  for (const reactor of reactors) {
    const setting = { reactor, folder }
    describe(`with the ${reactor} reactor`, onReactor(reactor, 1), () => {
      for (const state of [...states, ...watchedStates]) {
        for (const end of ["natural", "exit", "error", "rejection", "signal"] as const) {
          // A process with a thread that blocks takes three times as long as another.
          const rounds = state === "blocking" ? 3 : 10
          test(`${state}: ${end}`, () => endProcesses({ ...setting, rounds }, state, end))
        }
      }
    })
  }
})
