// Every way in which a worker thread can end, with a socket in every state.
import { describe, test } from "node:test"
import { folderForTests } from "../support/folder-for-tests.js"
import { thorough } from "../support/thorough.js"
import { onReactor, reactors } from "./child.js"
import { endWorkers } from "./matrix.js"
import { type State, states, watchedStates } from "./states.js"

const folder = folderForTests()
const all = [...states, ...watchedStates]
/** One program ends the workers of all states if they are few. */
const groups: readonly State[][] = thorough ? all.map((state) => [state]) : [all]

describe("Workers end", { concurrency: reactors.length }, () => {
  for (const reactor of reactors) {
    const setting = { reactor, folder }
    describe(`with the ${reactor} reactor`, onReactor(reactor, 1), () => {
      for (const group of groups) {
        for (const end of ["natural", "exit", "error", "terminate", "rejection"] as const) {
          const rounds = end === "rejection" || group.includes("blocking") ? 5 : 20
          test(`${thorough ? group : "each state"}: ${end}`, () => endWorkers({ ...setting, rounds }, group, end))
        }
      }
    })
  }
})
