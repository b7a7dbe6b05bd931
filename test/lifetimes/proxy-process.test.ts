// Every way in which a process can end, with a proxy in every state.
import { after, describe, test } from "node:test"
import { reactors, scratch } from "./child.js"
import { endProcesses } from "./matrix.js"
import { proxyStates } from "./states.js"

const folder = scratch()
after(() => folder[Symbol.dispose]())

describe("Processes with a proxy end", { concurrency: reactors.length }, () => {
  for (const reactor of reactors) {
    const setting = { reactor, endpoint: folder.endpoint }
    describe(`with the ${reactor} reactor`, { concurrency: 1 }, () => {
      for (const state of proxyStates) {
        for (const end of ["natural", "exit", "error"] as const) {
          test(`${state}: ${end}`, () => endProcesses(setting, state, end))
        }
      }
    })
  }
})
