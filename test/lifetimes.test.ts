// Every way in which a socket can end, in every state in which that can find it, in processes of their own.
import { after, describe, test } from "node:test"
import { endProcesses, endSockets, endWorkers } from "./lifetimes/cells.js"
import { type Reactor, reactors, scratch } from "./lifetimes/child.js"
import { states } from "./lifetimes/states.js"

const folder = scratch()
after(() => folder[Symbol.dispose]())

describe("Ends", { concurrency: reactors.length }, () => {
  for (const reactor of reactors) describe(`with the ${reactor} reactor`, { concurrency: 1 }, () => cells(reactor))
})

function cells(reactor: Reactor): void {
  const setting = { reactor, endpoint: folder.endpoint }
  for (const state of states) {
    for (const end of ["natural", "exit", "error"] as const) {
      test(`process, ${state}: ${end}`, () => endProcesses(setting, state, end))
    }
    for (const end of ["natural", "exit", "error", "terminate"]) {
      test(`worker, ${state}: ${end}`, () => endWorkers(setting, state, end))
    }
    for (const end of ["close", "gc"]) {
      test(`socket, ${state}: ${end}`, () => endSockets(setting, state, end))
    }
  }
}
