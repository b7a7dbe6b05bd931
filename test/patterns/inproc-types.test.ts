// Over inproc as over tcp, only sockets whose types talk to each other are joined, whichever of them is there first.

import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Channel, Client, Dish, Gather, Peer, Radio, Scatter, Server } from "#lib/draft"
import {
  Context,
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  type Socket,
  Stream,
  Subscriber,
  XPublisher,
  XSubscriber,
} from "#lib/index"
import { bindFresh, freshAddress } from "../support/endpoints"
import { eventOf } from "../support/events"
import { patched } from "../support/patched"
import { text } from "../support/text"
import { timeLimit } from "../support/waiting"

const types = {
  Pair,
  Publisher,
  Subscriber,
  Request,
  Reply,
  Dealer,
  Router,
  Pull,
  Push,
  XPublisher,
  XSubscriber,
  Stream,
  Server,
  Client,
  Radio,
  Dish,
  Gather,
  Scatter,
  Peer,
  Channel,
}
type Type = keyof typeof types

/** By ZMTP: https://rfc.zeromq.org/spec/37/ and the specifications of the draft types; and what libzmq has always joined. */
const peers: Record<Type, Type[]> = {
  Pair: ["Pair", "Pull"],
  Publisher: ["Subscriber", "XSubscriber"],
  XPublisher: ["Subscriber", "XSubscriber"],
  Subscriber: ["Publisher", "XPublisher"],
  XSubscriber: ["Publisher", "XPublisher"],
  Request: ["Reply", "Router"],
  Reply: ["Request", "Dealer", "Router"],
  Dealer: ["Reply", "Dealer", "Router"],
  Router: ["Request", "Reply", "Dealer", "Router"],
  Pull: ["Push", "Pair"],
  Push: ["Pull"],
  Stream: [],
  Server: ["Client"],
  Client: ["Server"],
  Radio: ["Dish"],
  Dish: ["Radio"],
  Gather: ["Scatter"],
  Scatter: ["Gather"],
  Peer: ["Peer"],
  Channel: ["Channel"],
}

function open(type: Type, context: Context): Socket {
  const socket = new types[type]({ context, linger: 0 })
  // What libzmq asserts of a peer that it takes these for.
  if (socket instanceof Dish) socket.join("group")
  if (socket instanceof Subscriber) socket.subscribe("topic")
  return socket
}

const connect = (socket: Socket, endpoint: string) =>
  socket instanceof Peer ? socket.connectPeer(endpoint) : socket.connect(endpoint)

const sorts = Object.keys(types) as Type[]
const refused = { name: "ZmqError", code: "EPROTOTYPE" }

for (const type of sorts) {
  describe(`a ${type}`, patched, () => {
    test("connects to what is bound if that is of a type for it, or else is refused", async () => {
      await using context = new Context()
      for (const other of sorts) {
        using bound = open(other, context)
        const endpoint = await bindFresh(bound, "inproc")
        using socket = open(type, context)
        if (peers[type].includes(other)) connect(socket, endpoint)
        else assert.throws(() => connect(socket, endpoint), { ...refused, address: endpoint }, `${type} to ${other}`)
        assert.equal(socket.endpoints.connected.length, peers[type].includes(other) ? 1 : 0)
      }
    })

    test(`a ${type} that has connected first is joined only with a type for it`, async () => {
      await using context = new Context()
      for (const other of sorts) {
        using socket = open(type, context)
        const observer = socket.observe({ events: ["handshake:error:protocol", "end"] })
        const endpoint = freshAddress("inproc")
        connect(socket, endpoint)
        using bound = open(other, context)
        await bound.bind(endpoint)
        if (peers[type].includes(other)) for (const closed of [socket, bound]) closed.close()
        const event = await observer.receive(timeLimit)
        if (peers[type].includes(other)) assert.equal(event.type, "end", `${type} to ${other}`)
        else {
          assert.ok(event.type === "handshake:error:protocol", `${type} to ${other}: ${event.type}`)
          assert.deepEqual([event.address, event.error.code], [endpoint, "ERR_ZMTP_INVALID_METADATA"])
        }
      }
    })
  })
}

describe("a connect that waits, when a socket of a wrong type has bound its name", patched, () => {
  test("a waiting connect is joined with the next socket of a right type, with what it has sent", async () => {
    using push = new Push()
    const endpoint = freshAddress("inproc")
    push.connect(endpoint)
    await push.send("from the start", timeLimit)
    {
      using wrong = new Push()
      await wrong.bind(endpoint)
      await wrong.unbind(endpoint)
    }
    using pull = new Pull()
    await pull.bind(endpoint)
    assert.deepEqual(text(await pull.receive(timeLimit)), ["from the start"])
  })

  for (const linger of [0, -1]) {
    test(`a waiting connect ends when its socket is closed (linger ${linger}), and the context ends`, async () => {
      const context = new Context()
      const push = new Push({ context, linger })
      const ends = push.observe({ events: ["end"] })
      const endpoint = freshAddress("inproc")
      push.connect(endpoint)
      await push.send("for nobody", timeLimit)
      const wrong = new Router({ context })
      await wrong.bind(endpoint)
      push.close()
      if (linger === 0) await eventOf(ends, "end")
      wrong.close()
      await context.term()
    })
  }

  test("goes when its socket is closed without lingering, also where nobody binds the name", async () => {
    await using context = new Context()
    for (const type of sorts) {
      const socket = open(type, context)
      const ends = socket.observe({ events: ["end"] })
      connect(socket, freshAddress("inproc"))
      connect(socket, freshAddress("inproc"))
      socket.close()
      await eventOf(ends, "end")
    }
  })
})

test("a refused connect leaves the socket that is bound as it was", patched, async () => {
  using pull = new Pull()
  const endpoint = await bindFresh(pull, "inproc")
  using router = new Router()
  for (let round = 0; round < 100; round++) assert.throws(() => router.connect(endpoint), refused)
  using push = new Push()
  push.connect(endpoint)
  await push.send("message", timeLimit)
  assert.deepEqual(text(await pull.receive(timeLimit)), ["message"])
})
