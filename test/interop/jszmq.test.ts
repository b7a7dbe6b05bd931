import assert from "node:assert/strict"
import { randomFillSync } from "node:crypto"
import { type EventEmitter, once } from "node:events"
import { createRequire } from "node:module"
import type { Socket } from "node:net"
import { describe, test } from "node:test"
import { type AuthenticationEvent, Authenticator, Context, Dealer, Pull, Push, Router, XPublisher } from "#lib/index"
import { exactly, only } from "../support/elements"
import { bindFresh } from "../support/endpoints"
import { eventOf } from "../support/events"
import { receiveSubscription } from "../support/subscriptions"
import { sameParts } from "../support/text"
import { timeLimit } from "../support/waiting"
import { castings, topic } from "./conversations"
import { JszmqSocket } from "./jszmq-socket"
import { binders, join, openSocket, simpleSocket } from "./sockets"

// jszmq is ZeroMQ in plain JavaScript. It speaks ZWS 2.0, in Node as it does in a browser.

describe("with jszmq over ws", () => {
  for (const { ours, theirs, talk } of castings) {
    for (const binder of binders) {
      test(`our ${ours} and its ${theirs}, ${binder === "we" ? "we bind" : "it binds"}`, async () => {
        using socket = openSocket(ours)
        await using other = new JszmqSocket(theirs, theirs === "SUB" ? { subscribe: topic } : {})
        if (ours === "SUB") socket.setOption("subscribe", topic)
        await join(socket, other, binder, "ws")
        await talk(simpleSocket(socket), other)
      })
    }
  }

  for (const binder of binders) {
    test(`large parts each way, ${binder === "we" ? "we bind" : "it binds"}`, async () => {
      using dealer = new Dealer()
      await using other = new JszmqSocket("DEALER")
      await join(dealer, other, binder, "ws")
      // A frame's header changes its length at 126 and 65,536 bytes, the flags of ZWS 2.0 among them.
      const sizes = [124, 125, 126, 65_534, 65_535, 65_536, 1024 * 1024, 16 * 1024 * 1024]
      const message = sizes.map((size) => randomFillSync(Buffer.allocUnsafe(size)))
      await dealer.send(message, timeLimit)
      assert.ok(sameParts(await other.receive(), message))
      await other.send(message)
      assert.ok(sameParts(await dealer.receive(timeLimit), message))
    })
  }

  test("what is sent to several goes to each in turn, and to its own routing id", async () => {
    using router = new Router({ mandatory: true })
    const endpoint = await bindFresh(router, "ws")
    const dealers = ["one", "two", "three"].map((name) => ({ name, socket: new JszmqSocket("DEALER") }))
    try {
      for (const { name, socket } of dealers) {
        await socket.connect(endpoint)
        await socket.send([`I am ${name}`])
        const [id, greeting] = exactly(2, await router.receive(timeLimit))
        assert.equal(greeting.toString(), `I am ${name}`)
        await router.send([id, `You are ${name}`], timeLimit)
      }
      for (const { name, socket } of dealers) {
        assert.deepEqual(await socket.receive(), [Buffer.from(`You are ${name}`)])
      }
    } finally {
      for (const { socket } of dealers) await socket[Symbol.asyncDispose]()
    }
  })

  test("a subscription is made again when our publisher comes back", async () => {
    await using subscriber = new JszmqSocket("SUB", { subscribe: topic })
    let endpoint = "ws://127.0.0.1:*"
    for (const life of ["first", "second"]) {
      const context = new Context()
      const publisher = new XPublisher({ context })
      await publisher.bind(endpoint)
      endpoint = publisher.lastEndpoint!
      if (life === "first") await subscriber.connect(endpoint)
      assert.deepEqual(await publisher.receive(timeLimit), [Buffer.concat([Buffer.of(1), topic])])
      await publisher.send([topic, life])
      assert.deepEqual(await subscriber.receive(), [topic, Buffer.from(life)])
      publisher.close()
      await context.term() // after which the port is free
    }
  })

  test("our publisher receives the unsubscription of a subscriber that disconnects", async () => {
    using publisher = new XPublisher()
    const endpoint = await bindFresh(publisher, "ws")
    {
      await using subscriber = new JszmqSocket("SUB", { subscribe: Buffer.from("topic") })
      await subscriber.connect(endpoint)
      await receiveSubscription(publisher, "topic")
    }
    await receiveSubscription(publisher, "topic", false)
  })

  test("10000 messages keep their order each way", async () => {
    using push = new Push({ sendHighWaterMark: 0 })
    using pull = new Pull({ receiveHighWaterMark: 0 })
    await using from = new JszmqSocket("PUSH")
    await using to = new JszmqSocket("PULL")
    await join(push, to, "we", "ws")
    await join(pull, from, "we", "ws")
    for (let number = 0; number < 10_000; number++) {
      await push.send(String(number))
      from.sendNow([String(number)])
    }
    for (let number = 0; number < 10_000; number++) {
      assert.equal((await to.receive()).toString(), String(number))
      assert.equal((await pull.receive(timeLimit)).toString(), String(number))
    }
  })
})

/** What is used here of a WebSocket of the package `ws`, which jszmq depends on. */
interface Client extends EventEmitter {
  send(data: Uint8Array, options?: { fin?: boolean; binary?: boolean }): void
  ping(): void
  close(code?: number, reason?: string): void
  terminate(): void
  readonly _socket: Socket
}

// What a WebSocket client sees of a bound socket, as a browser is one.
describe("a bound ws socket, a client that speaks plain ZWS 2.0", () => {
  const WebSocket: new (url: string, protocols: string[]) => Client = createRequire(require.resolve("jszmq"))("ws")

  async function greeted(endpoint: string): Promise<Client> {
    const client = new WebSocket(endpoint, ["ZWS2.0"])
    await once(client, "open")
    client.send(Buffer.of(0)) // an empty routing id
    return client
  }

  test("pings of a plain ZWS 2.0 client are answered", async () => {
    using publisher = new XPublisher()
    const client = await greeted(await bindFresh(publisher, "ws"))
    for (let round = 0; round < 3; round++) {
      client.ping()
      await once(client, "pong", { signal: AbortSignal.timeout(timeLimit.timeout) })
    }
    client.terminate()
  })

  test("a close by a plain ZWS 2.0 client is answered at once, with its code and reason, and ends its subscriptions", async () => {
    using publisher = new XPublisher()
    const endpoint = await bindFresh(publisher, "ws")
    for (const [code, reason] of [
      [1000, "bye"],
      [4321, ""],
      [undefined, ""],
    ] as const) {
      const client = await greeted(endpoint)
      client.send(Buffer.from("\0\x01topic"))
      await receiveSubscription(publisher, "topic")
      const closed = once(client, "close", { signal: AbortSignal.timeout(timeLimit.timeout) })
      client.close(code, reason)
      const [answer, text] = await closed
      assert.deepEqual([answer, String(text)], [code ?? 1005, reason])
      await receiveSubscription(publisher, "topic", false)
    }
  })

  // Its handshake has no place for credentials, nor for the question about its address.
  for (const given of [{ zapDomain: "home" }, { zapDomain: "home", zapEnforceDomain: true }]) {
    test(`a server with ${Object.keys(given).join(" and ")} turns it away, and asks about others`, async () => {
      await using context = new Context()
      const events: AuthenticationEvent[] = []
      const auth = new Authenticator({ context, log: (event) => events.push(event) })
      auth.deny("127.0.0.1").start()
      using pull = new Pull({ context, ...given })
      const endpoint = await bindFresh(pull, "ws")
      const offers = [["ZWS2.0"], ["ZWS2.0/PLAIN", "ZWS2.0"], ["ZWS2.0/CURVE"]]
      for (const protocols of offers) {
        const client = new WebSocket(endpoint, protocols)
        await assert.rejects(once(client, "open", { signal: AbortSignal.timeout(timeLimit.timeout) }), {
          code: "ECONNRESET",
        })
      }
      assert.deepEqual(events, [])
      using push = new Push({ context, linger: 0 })
      const { events: observer } = push
      push.connect(endpoint)
      assert.equal((await eventOf(observer, "handshake:error:auth")).error.status, 400)
      assert.deepEqual(
        events.map(({ type }) => type),
        ["denied"],
      )
      assert.equal(pull.readable, false)
    })
  }

  test("a message that it divides into several frames is received whole, pings between them or not", async () => {
    using pull = new Pull()
    const client = await greeted(await bindFresh(pull, "ws"))
    const whole = randomFillSync(Buffer.allocUnsafe(300_001))
    for (const size of [1, 100, 125, 60_000, 131_072]) {
      const large = whole.subarray(0, 1000 * size)
      client.send(Buffer.of(1), { fin: false }) // the flag that more parts come
      for (let offset = 0; offset < large.length; offset += size) {
        if (size > 100) client.ping()
        client.send(large.subarray(offset, offset + size), { fin: false })
      }
      client.send(Buffer.alloc(0)) // the end of the first part
      client.send(Buffer.from("\0second"))
      assert.ok(sameParts(await pull.receive(timeLimit), [large, Buffer.from("second")]), `${size}`)
    }
    client.terminate()
  })

  test("a message in frames that together are too long ends its connection", async () => {
    using pull = new Pull({ maxMessageSize: 1000 })
    const client = await greeted(await bindFresh(pull, "ws"))
    const closed = once(client, "close", { signal: AbortSignal.timeout(timeLimit.timeout) })
    client.send(Buffer.alloc(1001)) // the flags, and 1000 bytes
    assert.equal(only(await pull.receive(timeLimit)).length, 1000)
    client.send(Buffer.alloc(501), { fin: false })
    client.send(Buffer.alloc(501))
    await closed
    assert.equal(pull.readable, false)
  })

  test("a new message within one that is not whole, and text, end its connection", async () => {
    using pull = new Pull()
    const endpoint = await bindFresh(pull, "ws")
    const faults: ((client: Client) => void)[] = [
      (client) => {
        client.send(Buffer.from("\0first"), { fin: false })
        client._socket.write(Buffer.from([0x82, 0x81, 0, 0, 0, 0, 0])) // of one byte, masked with zeros
      },
      (client) => client._socket.write(Buffer.from([0x80, 0x81, 0, 0, 0, 0, 0])), // goes on with none
      (client) => client.send(Buffer.from("\0text"), { binary: false }),
    ]
    for (const fault of faults) {
      const client = await greeted(endpoint)
      client.send(Buffer.from("\0sound"))
      assert.equal(String(await pull.receive(timeLimit)), "sound")
      const closed = once(client, "close", { signal: AbortSignal.timeout(timeLimit.timeout) })
      fault(client)
      await closed
      assert.equal(pull.readable, false)
    }
  })

  test("heartbeats: one that answers stays, one that does not is dropped", async () => {
    const heartbeatTimeout = 1500
    using publisher = new XPublisher({ heartbeatInterval: 20, heartbeatTimeout })
    const client = await greeted(await bindFresh(publisher, "ws"))
    client.send(Buffer.from("\0\x01topic"))
    await receiveSubscription(publisher, "topic")
    const start = performance.now()
    while (performance.now() - start < heartbeatTimeout + 500) await once(client, "ping")
    await publisher.send(["topic", "between two heartbeats"])
    assert.deepEqual(await once(client, "message"), [Buffer.from("\x01topic")])

    client._socket.pause() // so that it reads no ping, and answers none
    await receiveSubscription(publisher, "topic", false)
    client.terminate()
  })
})
