// Every way in which a worker can end, with a proxy in every state.
import { describe, test } from "node:test"
import { folderForTests } from "../support/folder-for-tests.js"
import { onReactor, reactors } from "./child.js"
import { endWorkers } from "./matrix.js"
import { proxyStates } from "./states.js"

const folder = folderForTests()

describe("Workers with a proxy end", { concurrency: reactors.length }, () => {
  for (const reactor of reactors) {
    const setting = { reactor, folder }
    describe(`with the ${reactor} reactor`, onReactor(reactor, 1), () => {
      for (const state of proxyStates) {
        for (const end of ["natural", "exit", "error", "terminate"] as const) {
          test(`${state}: ${end}`, () => endWorkers(setting, [state], end))
        }
        test(`${state}: rejection`, () => endWorkers({ ...setting, rounds: 5 }, [state], "rejection"))
      }
    })
  }
})
