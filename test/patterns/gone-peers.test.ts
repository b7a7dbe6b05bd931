// Peers that send what nobody reads, take nothing themselves, and go: they are forgotten, and hold nothing up.

import assert from "node:assert/strict"
import { once } from "node:events"
import { type AddressInfo, createServer } from "node:net"
import { describe, test } from "node:test"
import { Channel, Client, Scatter, Server } from "#lib/draft"
import {
  Authenticator,
  Context,
  Dealer,
  type EventType,
  Pair,
  Pull,
  Push,
  type PushOptions,
  Reply,
  Router,
  type Socket,
  Subscriber,
  XPublisher,
} from "#lib/index"
import { bindFresh, freshAddress, reservedEndpoint } from "../support/endpoints"
import { untilIoThreadCaughtUp } from "../support/io-thread"
import { patched } from "../support/patched"
import { text } from "../support/text"
import { timeLimit, until, withinTimeLimit } from "../support/waiting"
import { message, RawPeer, subscription } from "../support/zmtp"

describe(
  "a peer fills the queue of a socket that does not read, takes nothing, and breaks the connection",
  patched,
  () => {
    const block = Buffer.alloc(30_000)
    const small = { receiveHighWaterMark: 5, sendHighWaterMark: 50 }
    const send = { timeout: 0 }
    interface Case {
      peer: string
      open(context: Context): Socket
      /** Receives the first message, and tells how to send to the peer. */
      first(socket: Socket): Promise<() => Promise<void>>
    }
    const plain = (peer: string, open: (context: Context) => Dealer | Pair | Client | Channel): Case => ({
      peer,
      open,
      first: async (socket) => {
        await (socket as Dealer).receive(timeLimit)
        return () => (socket as Dealer).send(block, send)
      },
    })
    const cases: Record<string, Case> = {
      Dealer: plain("DEALER", (context) => new Dealer({ context, ...small })),
      Pair: plain("PAIR", (context) => new Pair({ context, ...small })),
      Client: plain("SERVER", (context) => new Client({ context, ...small })),
      Channel: plain("CHANNEL", (context) => new Channel({ context, ...small })),
      Router: {
        peer: "DEALER",
        open: (context) => new Router({ context, mandatory: true, ...small }),
        first: async (socket) => {
          const [routingId] = await (socket as Router).receive(timeLimit)
          return () => (socket as Router).send([routingId!, block], send)
        },
      },
      Server: {
        peer: "CLIENT",
        open: (context) => new Server({ context, ...small }),
        first: async (socket) => {
          const [, { routingId }] = await (socket as Server).receive(timeLimit)
          return () => (socket as Server).send(block, { routingId, ...send })
        },
      },
    }
    for (const [name, { peer: type, open, first }] of Object.entries(cases)) {
      for (const when of ["before", "after"]) {
        test(`${when} the ${name} is closed: its messages hold up nothing`, async () => {
          const context = new Context()
          const socket = open(context)
          const peer = await RawPeer.connect(await bindFresh(socket))
          await peer.greet(type)
          peer.socket.pause()
          peer.socket.write(message("first"))
          const sendBlock = await first(socket)
          peer.socket.write(Buffer.concat(Array.from({ length: 20 }, () => message("unread".repeat(200)))))
          await assert.rejects(
            async () => {
              for (;;) await sendBlock()
            },
            { code: "EAGAIN" },
          )
          if (when === "before") peer.socket.resetAndDestroy()
          socket.close()
          if (when === "after") peer.socket.resetAndDestroy()
          await withinTimeLimit(context.term())
        })
      }
    }
  },
)

const senders = { Push: () => new Push({ linger: 0 }), Scatter: () => new Scatter({ linger: 0 }) }
for (const [name, open] of Object.entries(senders)) {
  test(
    `the peers of a ${name} are forgotten when they go, although they sent messages that nobody reads`,
    patched,
    async () => {
      using socket = open()
      const endpoint = await bindFresh(socket)
      const type = name === "Push" ? "PULL" : "GATHER"
      const disconnects = socket.observe({ events: ["disconnect"] })
      for (let round = 0; round < 3; round++) {
        const peer = await RawPeer.connect(endpoint)
        await peer.greet(type)
        peer.socket.end(Buffer.concat(Array.from({ length: 3000 }, () => message("a message"))))
        await disconnects.receive(timeLimit)
      }
      using peer = await RawPeer.connect(endpoint)
      await peer.greet(type)
      for (let number = 100; number < 200; number++) await socket.send(`${number}`, timeLimit)
      for (let number = 100; number < 200; number++) assert.equal(String(await peer.frame()), `${number}`)
    },
  )
}

test("a queue of one message has room for it, when its peer was authenticated", patched, async () => {
  await using context = new Context()
  const authenticator = new Authenticator({ context }).configurePlain({ users: { user: "password" } })
  authenticator.start()
  using pull = new Pull({ context, receiveHighWaterMark: 1, plainServer: true, zapDomain: "home" })
  using push = new Push({ context, plainUsername: "user", plainPassword: "password" })
  push.connect(await bindFresh(pull))
  for (let number = 0; number < 20; number++) await push.send(`${number}`)
  for (let number = 0; number < 20; number++) assert.equal(String(await pull.receive(timeLimit)), `${number}`)
  authenticator.stop()
})

describe("what a peer subscribes to is no message", patched, () => {
  const receivers = {
    Pull: { type: "PUSH", open: () => new Pull() },
    Dealer: { type: "DEALER", open: () => new Dealer() },
    Server: { type: "CLIENT", open: () => new Server() },
    Channel: { type: "CHANNEL", open: () => new Channel() },
  }
  for (const [name, { type, open }] of Object.entries(receivers)) {
    test(`of a ${name}`, async () => {
      using socket = open()
      using peer = await RawPeer.connect(await bindFresh(socket))
      await peer.greet(type)
      peer.socket.write(Buffer.concat([subscription("topic"), message("a message")]))
      assert.equal(String((await (socket as Pull).receive(timeLimit))[0]), "a message")
    })
  }
})

test("a socket is closed in the middle of a long message to such a peer, and drops it", patched, async () => {
  for (const when of ["before", "after"]) {
    await using context = new Context()
    const dealer = new Dealer({ context, linger: 0, receiveHighWaterMark: 5, sendHighWaterMark: 50 })
    const peer = await RawPeer.connect(await bindFresh(dealer))
    await peer.greet("DEALER")
    peer.socket.pause()
    peer.socket.write(message("first"))
    await dealer.receive(timeLimit)
    peer.socket.write(Buffer.concat(Array.from({ length: 20 }, () => message("unread".repeat(200)))))
    const long = Array.from({ length: 40 }, () => Buffer.alloc(30_000))
    const send = async () => {
      for (;;) await dealer.send(long, { timeout: 0 })
    }
    await assert.rejects(send, { code: "EAGAIN" })
    if (when === "before") peer.socket.resetAndDestroy()
    dealer.close()
    if (when === "after") peer.socket.resetAndDestroy()
  }
})

/** A Push has messages for a connection that ends, which is not made again: it can be closed before or after. */
async function closesThough(options: PushOptions, last?: EventType): Promise<void> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const context = new Context()
  const push = new Push({ context, sendHighWaterMark: 20, ...options })
  const ends = push.observe({ events: last === undefined ? [] : [last] })
  push.connect(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const [socket] = await once(server, "connection")
  server.close()
  const peer = new RawPeer(socket)
  await peer.greet("PULL")
  peer.socket.pause()
  const send = async () => {
    for (;;) await push.send(Buffer.alloc(100_000), { timeout: 0 })
  }
  await push.send("first", timeLimit)
  await assert.rejects(send, { code: "EAGAIN" })
  if (last === undefined) {
    push.close()
    await untilIoThreadCaughtUp(context)
  }
  peer.socket.destroy()
  if (last !== undefined) {
    await ends.receive(timeLimit)
    await untilIoThreadCaughtUp(context)
    push.close()
  }
  await withinTimeLimit(context.term())
}

test("what waits for a connection that is not made again does not keep a socket from closing", patched, () =>
  closesThough({ reconnectInterval: -1 }, "disconnect"),
)

test("what waits for a connection that is refused then does not keep a socket from closing", patched, () =>
  closesThough({ reconnectInterval: 1, reconnectStop: ["connectionRefused"] }, "close"),
)

test("a socket that was closed does not wait for a connection that ends and is not made again", patched, () =>
  closesThough({ reconnectInterval: -1 }),
)

test("a socket that was closed does not wait for a connection that ends and is refused then", patched, () =>
  closesThough({ reconnectInterval: 1, reconnectStop: ["connectionRefused"] }),
)

describe("what waits for a connection that is tried once does not keep a socket from closing", patched, () => {
  const absent = {
    tcp: reservedEndpoint,
    ipc: () => freshAddress("ipc"),
    ws: () => reservedEndpoint().replace("tcp", "ws"),
  }
  for (const [transport, endpointOf] of Object.entries(absent)) {
    test(`over ${transport}`, async () => {
      for (const when of ["before", "after"]) {
        const context = new Context()
        const push = new Push({ context, reconnectInterval: -1, linger: -1 })
        const events = push.observe({ events: ["close"] })
        push.connect(endpointOf())
        await push.send("a message")
        if (when === "after") await events.receive(timeLimit)
        push.close()
        await withinTimeLimit(context.term())
      }
    })
  }
})

describe("a message that was looked at goes with the connection that is given up", patched, () => {
  const parts = ["topic", "of", "several parts"]
  test("of a Subscriber", async () => {
    using one = new XPublisher()
    using other = new XPublisher()
    using subscriber = new Subscriber()
    const endpoint = await bindFresh(one)
    subscriber.subscribe("")
    subscriber.connect(endpoint)
    subscriber.connect(await bindFresh(other))
    for (const publisher of [one, other]) await publisher.receive(timeLimit)
    await one.send(parts)
    await until(() => subscriber.readable)
    subscriber.disconnect(endpoint)
    await other.send(["another", "message"])
    assert.deepEqual(text(await subscriber.receive(timeLimit)), ["another", "message"])
  })

  const readers = {
    Router: () => new Router(),
    Reply: () => new Reply(),
  }
  for (const [name, open] of Object.entries(readers)) {
    test(`of a ${name}`, async () => {
      using one = new Dealer()
      using other = new Dealer()
      using socket = open()
      const endpoint = await bindFresh(one)
      socket.connect(endpoint)
      socket.connect(await bindFresh(other))
      await one.send(["", ...parts])
      await until(() => socket.readable)
      socket.disconnect(endpoint)
      await other.send(["", "another", "message"])
      assert.deepEqual(text(await socket.receive(timeLimit)).slice(-2), ["another", "message"])
    })
  }
})
