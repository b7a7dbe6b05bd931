import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Dealer, Pair, Pull, Push } from "#lib/index"
import { freshPath, reservedEndpoint } from "../support/endpoints"
import { eventOf } from "../support/events"
import { patched } from "../support/patched"
import { text } from "../support/text"
import { timeLimit } from "../support/waiting"

const notVendored = patched.skip
const addresses = {
  tcp: () => reservedEndpoint(),
  ws: () => reservedEndpoint().replace("tcp", "ws"),
  ipc: () => `ipc://${freshPath()}`,
}

describe("with immediate", { skip: notVendored }, () => {
  for (const [Receiver, Sender] of [
    [Pull, Push],
    [Pair, Pair],
  ] as const) {
    const what = "what has arrived is received after the connection is lost, and of the next"
    for (const [transport, address] of Object.entries(addresses)) {
      test(`${what}, by a ${Receiver.name}, over ${transport}`, async () => {
        const endpoint = address()
        using receiver = new Receiver({ immediate: true, reconnectInterval: 1 })
        const events = receiver.observe({ events: ["handshake", "disconnect", "connect:retry"] })
        receiver.connect(endpoint)
        for (let round = 0; round < 2; round++) {
          const sender = new Sender()
          await sender.bind(endpoint)
          await eventOf(events, "handshake")
          await sender.sendMany(["one", "two", "three"])
          sender.close()
          await eventOf(events, "disconnect")
          await eventOf(events, "connect:retry")
          // It looks at what was signalled.
          assert.ok(receiver.readable)
          for (const message of ["one", "two", "three"]) {
            assert.deepEqual(text(await receiver.receive(timeLimit)), [message])
          }
        }
      })
    }
  }

  test("what was to be sent to the peer that has gone is dropped", async () => {
    const endpoint = reservedEndpoint()
    using dealer = new Dealer({ immediate: true, reconnectInterval: 1 })
    const events = dealer.observe({ events: ["handshake", "connect:retry"] })
    dealer.connect(endpoint)
    const first = new Dealer()
    await first.bind(endpoint)
    await eventOf(events, "handshake")
    first.close()
    await eventOf(events, "connect:retry")
    assert.ok(!dealer.writable)
    await assert.rejects(dealer.send("to nobody", { timeout: 0 }), { code: "EAGAIN" })
    using second = new Dealer()
    await second.bind(endpoint)
    await dealer.send("to the second", timeLimit)
    assert.deepEqual(text(await second.receive(timeLimit)), ["to the second"])
  })
})
