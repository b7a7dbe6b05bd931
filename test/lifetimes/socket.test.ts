// Sockets that are closed, or forgotten and collected, in every state.
import { after, describe, test } from "node:test"
import { reactors, scratch } from "./child.js"
import { endSockets } from "./matrix.js"
import { states } from "./states.js"

const folder = scratch()
after(() => folder[Symbol.dispose]())

describe("Sockets end", { concurrency: reactors.length }, () => {
  for (const reactor of reactors) {
    const setting = { reactor, endpoint: folder.endpoint }
    describe(`with the ${reactor} reactor`, { concurrency: 1 }, () => {
      for (const state of states) {
        for (const end of ["close", "gc"]) {
          test(`${state}: ${end}`, () => endSockets(setting, state, end))
        }
      }
    })
  }
})
