// Sockets that are closed, or forgotten and collected, and contexts that end, in every state, in a process that goes on.
import { describe, test } from "node:test"
import { folderForTests } from "../support/folder-for-tests.js"
import { thorough } from "../support/thorough.js"
import { onReactor, reactors } from "./child.js"
import { inProcessEnds } from "./expected.js"
import { endSockets } from "./matrix.js"
import { transports } from "./states.js"

const folder = folderForTests()

describe("Sockets and contexts end", { concurrency: reactors.length }, () => {
  for (const reactor of reactors) {
    describe(`with the ${reactor} reactor`, onReactor(reactor, 1), () => {
      for (const transport of thorough ? transports : (["tcp"] as const)) {
        const setting = { reactor, folder, transport, rounds: 5 }
        for (const end of inProcessEnds) test(`${transport}: ${end}`, () => endSockets(setting, end))
      }
    })
  }
})
