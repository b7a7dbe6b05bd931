// Sockets that are closed, or forgotten and collected, in every state.
import { describe, test } from "node:test"
import { folderForTests } from "../support/folder-for-tests.js"
import { onReactor, reactors } from "./child.js"
import { endSockets } from "./matrix.js"
import { states } from "./states.js"

const folder = folderForTests()

describe("Sockets end", { concurrency: reactors.length }, () => {
  for (const reactor of reactors) {
    const setting = { reactor, folder }
    describe(`with the ${reactor} reactor`, onReactor(reactor, 1), () => {
      for (const state of states) {
        for (const end of ["close", "gc"]) {
          test(`${state}: ${end}`, () => endSockets(setting, state, end))
        }
      }
    })
  }
})
