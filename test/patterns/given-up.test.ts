// Connections that are given up: they are not made again, and lose nothing that has arrived.

import assert from "node:assert/strict"
import { once } from "node:events"
import { createServer } from "node:net"
import { describe, test } from "node:test"
import {
  Context,
  capability,
  Dealer,
  Pair,
  Publisher,
  Pull,
  type PullOptions,
  Push,
  Reply,
  Request,
  Router,
  type Socket,
  Subscriber,
  XPublisher,
} from "#lib/index"
import { runProgram } from "../support/child"
import { bindFresh, type Transport } from "../support/endpoints"
import { eventOf } from "../support/events"
import { patched } from "../support/patched"
import { timeLimit, until, withinTimeLimit } from "../support/waiting"
import { RawPeer } from "../support/zmtp"

const transports = ["tcp", "ipc", "ws"] as const
const refused: PullOptions = { reconnectInterval: 1, reconnectStop: ["connectionRefused"] }
// reconnectStop is a draft option.
const ways = {
  "with reconnectInterval -1": { options: { reconnectInterval: -1 }, end: "disconnect", skip: false },
  "with connectionRefused": { options: refused, end: "close", skip: !capability.draft },
} as const

type Receiving = Socket & { receive(options?: { timeout?: number }): Promise<Buffer[]> }
type Sending = Socket & { send(message: string[]): Promise<void> }
const pairs: Record<string, [(options: object) => Receiving, (options: object) => Sending]> = {
  "a Pull": [(options) => new Pull(options), (options) => new Push(options)],
  "a Dealer": [(options) => new Dealer(options), (options) => new Dealer(options)],
  "a Pair": [(options) => new Pair(options), (options) => new Pair(options)],
  "a Subscriber": [(options) => new Subscriber(options), (options) => new XPublisher(options)],
}

for (const [way, { options, end, skip }] of Object.entries(ways)) {
  describe(`what has arrived when a connection is given up, ${way}, is received`, {
    skip: patched.skip || skip,
  }, () => {
    for (const [name, [receiving, sending]] of Object.entries(pairs)) {
      for (const transport of transports) {
        test(`by ${name}, over ${transport}`, async () => {
          const context = new Context()
          const sender = sending({ context, linger: -1 })
          const endpoint = await bindFresh(sender, transport)
          using receiver = receiving(options)
          const events = receiver.observe({ events: ["handshake", "disconnect", "close"] })
          if (receiver instanceof Subscriber) receiver.subscribe("")
          receiver.connect(endpoint)
          if (sender instanceof XPublisher) await sender.receive(timeLimit)
          for (let count = 0; count < 300; count++) await sender.send(["one of", "several parts", `${count}`])
          sender.close()
          await withinTimeLimit(context.term())
          await eventOf(events, "disconnect")
          if (end === "close") await eventOf(events, "close")
          for (let count = 0; count < 300; count++) {
            assert.deepEqual(
              (await receiver.receive(timeLimit)).map((part) => part.toString()),
              ["one of", "several parts", `${count}`],
            )
          }
          await assert.rejects(receiver.receive({ timeout: 0 }), { code: "EAGAIN" })
        })
      }
    }
  })
}

test("what has arrived is received whole when its connection is given up meanwhile", patched, async () => {
  await runProgram("patterns/given-up", [])
})

test("a connection that is given up takes no other one to its endpoint along", patched, async () => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as { port: number }
  using push = new Push({ reconnectInterval: -1 })
  const events = push.observe({ events: ["handshake", "disconnect"] })
  const peers: RawPeer[] = []
  for (let count = 0; count < 2; count++) {
    push.connect(`tcp://127.0.0.1:${port}`)
    const [socket] = await once(server, "connection")
    const peer = new RawPeer(socket)
    await peer.greet("PULL")
    await eventOf(events, "handshake")
    peers.push(peer)
  }
  const [first, second] = peers as [RawPeer, RawPeer]
  first.socket.destroy()
  await eventOf(events, "disconnect")
  let received = ""
  second.socket.on("data", (bytes) => (received += bytes.toString("latin1")))
  // Of two messages one goes to each connection that is left.
  await until(async () => {
    await push.send("a message", { timeout: 0 })
    return received.includes("a message")
  })
  received = ""
  for (let count = 0; count < 10; count++) await push.send(`message ${count}`, timeLimit)
  await until(() => received.includes("message 9"))
  second.socket.destroy()
  server.close()
})

describe("an endpoint whose connection was given up", patched, () => {
  for (const transport of transports) {
    test(`can be disconnected, over ${transport}`, async () => {
      const pull = new Pull()
      const endpoint = await bindFresh(pull, transport)
      using push = new Push({ reconnectInterval: -1 })
      const events = push.observe({ events: ["handshake"] })
      push.connect(endpoint)
      await events.receive(timeLimit)
      await pull.close()
      await until(() => !push.writable)
      assert.deepEqual(push.endpoints.connected, [endpoint])
      push.disconnect(endpoint)
      assert.deepEqual(push.endpoints.connected, [])
      assert.throws(() => push.disconnect(endpoint), { code: "ENOENT" })
    })
  }

  // Of these types several connections to an endpoint are one.
  const single: Record<string, [(options: object) => Socket, (options: object) => Socket]> = {
    "a Dealer": [(options) => new Dealer(options), (options) => new Router(options)],
    "a Request": [(options) => new Request(options), (options) => new Reply(options)],
    "a Publisher": [(options) => new Publisher(options), (options) => new Subscriber(options)],
    "a Subscriber": [(options) => new Subscriber(options), (options) => new Publisher(options)],
  }
  async function connectsAgain(transport: Transport, [open, serve]: (typeof single)[string], error: boolean) {
    const first = serve({ plainServer: error })
    const endpoint = await bindFresh(first, transport)
    using socket = open({ reconnectInterval: error ? 1 : -1 })
    const events = socket.observe({ events: ["handshake", "handshake:error:protocol", "disconnect"] })
    socket.connect(endpoint)
    await eventOf(events, error ? "handshake:error:protocol" : "handshake")
    await first.close()
    if (!error) await eventOf(events, "disconnect")
    using second = serve({})
    await second.bind(endpoint)
    // The event comes before the connection has ended.
    let shaken = false
    await until(async () => {
      socket.connect(endpoint)
      const event = await events.receive({ timeout: 20 }).catch(() => undefined)
      shaken ||= event?.type === "handshake"
      return shaken
    })
  }
  for (const [name, pair] of Object.entries(single)) {
    for (const transport of transports) {
      test(`can be connected to again by ${name}, over ${transport}`, () => connectsAgain(transport, pair, false))
      // Over ws the server says nothing of it, and the client tries again.
      if (transport === "ws") continue
      test(`can be connected to again by ${name} after a protocol error, over ${transport}`, () =>
        connectsAgain(transport, pair, true))
    }
  }
})
