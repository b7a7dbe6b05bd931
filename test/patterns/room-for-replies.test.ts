// A Reply and a Router drop what a peer has no room for. A peer that has received everything has room.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Context, Dealer, Reply, Request, Router } from "#lib/index"
import { freshAddress, type Transport } from "../support/endpoints"
import { patched } from "../support/patched"
import { thorough } from "../support/thorough"
import { timeLimit } from "../support/waiting"

const marks = { sendHighWaterMark: 1, receiveHighWaterMark: 1, linger: 0 }
const transports = ["tcp", "ipc", "inproc", "ws"] satisfies Transport[]
const peers = 3
const exchanges = thorough ? 2000 : 300

/** What waits at the socket. It is not asked first: that would let the socket know what its peers have read. */
function waiting(socket: { receiveSync(options: { timeout: number }): Buffer[] }): Buffer[] | undefined {
  try {
    return socket.receiveSync({ timeout: 0 })
  } catch (error) {
    assert.equal((error as { code?: string }).code, "EAGAIN")
    return undefined
  }
}

describe("peers that ask without a pause, one question each at a time, all get their answers", patched, () => {
  for (const transport of transports) {
    for (const [Server, Client] of [
      [Reply, Request],
      [Router, Dealer],
    ] as const) {
      test(`${Server.name} and ${Client.name}, over ${transport}`, async () => {
        await using context = new Context()
        const server = new Server({ ...marks, context })
        await server.bind(freshAddress(transport))
        const clients = Array.from({ length: peers }, () => new Client({ ...marks, context }))
        for (const client of clients) {
          client.connect(server.lastEndpoint!)
          client.sendSync("a question", timeLimit)
        }
        let answered = 0
        let deadline = Date.now() + timeLimit.timeout
        while (answered < exchanges) {
          const question = waiting(server)
          if (question !== undefined) server.sendSync(question, timeLimit)
          for (const client of clients) {
            if (waiting(client) === undefined) continue
            answered += 1
            deadline = Date.now() + timeLimit.timeout
            client.sendSync("a question", timeLimit)
          }
          if (Date.now() > deadline) assert.fail(`an answer did not come, after ${answered}`)
        }
      })
    }
  }
})
