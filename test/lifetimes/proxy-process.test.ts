// Every way in which a process can end, with a proxy in every state.
import { describe, test } from "node:test"
import { folderForTests } from "../support/folder-for-tests.js"
import { onReactor, reactors } from "./child.js"
import { endProcesses } from "./matrix.js"
import { proxyStates } from "./states.js"

const folder = folderForTests()

describe("Processes with a proxy end", { concurrency: reactors.length }, () => {
  for (const reactor of reactors) {
    const setting = { reactor, folder }
    describe(`with the ${reactor} reactor`, onReactor(reactor, 1), () => {
      for (const state of proxyStates) {
        for (const end of ["natural", "exit", "error"] as const) {
          test(`${state}: ${end}`, () => endProcesses(setting, state, end))
        }
        for (const end of ["rejection", "signal"] as const) {
          test(`${state}: ${end}`, () => endProcesses({ ...setting, rounds: 5 }, state, end))
        }
      }
    })
  }
})
