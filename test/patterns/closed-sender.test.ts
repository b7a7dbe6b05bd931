// A sender that closes its connection, and a receiver that reads later than that.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Context, Dealer, Pair, Pull, type PullOptions, Push, Router } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { eventOf } from "../support/events"
import { untilIoThreadCaughtUp } from "../support/io-thread"
import { patched } from "../support/patched"
import { timeLimit, withinTimeLimit } from "../support/waiting"
import { RawPeer } from "../support/zmtp"

/** More than the queues take, less than the system keeps for a connection, even if each is written by itself. */
const count = 100
const body = Buffer.alloc(200, "body")

type Receiving = Pull | Dealer | Pair | Router
const pairs: Record<string, [(options: PullOptions) => Receiving, (context: Context) => Push | Dealer | Pair]> = {
  "a Pull": [(options) => new Pull(options), (context) => new Push({ context })],
  "a Dealer": [(options) => new Dealer(options), (context) => new Dealer({ context })],
  "a Pair": [(options) => new Pair(options), (context) => new Pair({ context })],
  "a Router": [(options) => new Router(options), (context) => new Dealer({ context })],
}

describe("what a peer sent before it closed the connection is received whole, at the high-water mark", patched, () => {
  for (const [name, [receiving, sending]] of Object.entries(pairs)) {
    for (const transport of ["tcp", "ipc", "ws"] as const) {
      test(`by ${name}, over ${transport}`, async () => {
        using receiver = receiving({ receiveHighWaterMark: 5 })
        const endpoint = await bindFresh(receiver, transport)
        const events = receiver.observe({ events: ["handshake"] })
        const context = new Context()
        const sender = sending(context)
        sender.connect(endpoint)
        await eventOf(events, "handshake")
        for (let index = 0; index < count; index++) await sender.send([`${index}`, body], timeLimit)
        sender.close()
        await withinTimeLimit(context.term())
        for (let index = 0; index < count; index++) {
          const parts = (await receiver.receive(timeLimit)).slice(-2)
          assert.deepEqual(parts.map(String), [`${index}`, String(body)])
        }
      })
    }
  }
})

describe("a last message that is larger than the connection has room for is written whole", patched, () => {
  // The first is written from the encoder's memory, the other from its own.
  for (const size of [8000, 10_000_000]) {
    for (const transport of ["tcp", "ipc"] as const) {
      test(`${size} bytes over ${transport}, to a peer that reads after the close`, async () => {
        await using context = new Context()
        const push = new Push({ context, sendHighWaterMark: 0 })
        const endpoint = await bindFresh(push, transport)
        using peer = await RawPeer.connect(endpoint)
        await peer.greet("PULL")
        peer.socket.pause()
        const large = Buffer.alloc(size, 1)
        const last = Math.ceil(10_000_000 / size)
        for (let number = 1; number <= last; number++) await push.send(large, timeLimit)
        await untilIoThreadCaughtUp(context)
        push.close()
        await untilIoThreadCaughtUp(context)
        peer.socket.resume()
        const received = await peer.take(last * (9 + size))
        assert.ok(received.subarray(-size).equals(large))
      })
    }
  }
})
