// A sender that closes while the connection takes no more: what the engine has taken from the queue, but has not
// written, is under linger as what is still in the queue.

import assert from "node:assert/strict"
import { once } from "node:events"
import { connect } from "node:net"
import { describe, test } from "node:test"
import {
  Context,
  curveKeyPair,
  Dealer,
  Pair,
  Pull,
  type PullOptions,
  Push,
  type PushOptions,
  Request,
  Router,
  Stream,
  Subscriber,
  XPublisher,
} from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { eventOf } from "../support/events"
import { patched } from "../support/patched"
import { timeLimit, withinTimeLimit } from "../support/waiting"
import { RawPeer } from "../support/zmtp"

type Transport = "tcp" | "ipc" | "ws"

/** With these, and a receiver at its high-water mark, a connection takes less than a batch at a time. */
const receiving = { receiveBufferSize: 4096, receiveHighWaterMark: 100, linger: 0 }
const sending = { sendBufferSize: 4096, sendHighWaterMark: 0 }

const count = 2000
/** 16 bytes. */
const body = (index: number) => `message ${String(index).padStart(8, "0")}`

interface Ends {
  receiver: (options: PullOptions) => Pull | Pair | Router | Subscriber
  sender: (options: PushOptions) => Push | Dealer | Pair | XPublisher
}

const ends: Record<string, Ends> = {
  "a Push": { receiver: (options) => new Pull(options), sender: (options) => new Push(options) },
  "a Dealer": { receiver: (options) => new Router(options), sender: (options) => new Dealer(options) },
  "a Pair": { receiver: (options) => new Pair(options), sender: (options) => new Pair(options) },
  "an XPublisher": { receiver: (options) => new Subscriber(options), sender: (options) => new XPublisher(options) },
}

const keys = { server: curveKeyPair(), client: curveKeyPair() }
const curveServer = { curveServer: true, curveSecretKey: keys.server.secretKey }
const curveClient = {
  curvePublicKey: keys.client.publicKey,
  curveSecretKey: keys.client.secretKey,
  curveServerKey: keys.server.publicKey,
}

/** The sender closes, and only then the receiver reads. */
async function closeThenReceive(ends: Ends, transport: Transport, secure: boolean, bound: "sender" | "receiver") {
  const context = new Context()
  using receiver = ends.receiver({
    ...receiving,
    ...(secure && (bound === "receiver" ? curveServer : curveClient)),
  })
  const sender = ends.sender({ ...sending, context, ...(secure && (bound === "sender" ? curveServer : curveClient)) })
  const [one, other] = bound === "receiver" ? [receiver, sender] : [sender, receiver]
  const endpoint = await bindFresh(one, transport)
  const events = one.observe({ events: ["handshake"] })
  if (receiver instanceof Subscriber) receiver.subscribe()
  other.connect(endpoint)
  await eventOf(events, "handshake")
  if (sender instanceof XPublisher) await sender.receive(timeLimit)
  for (let index = 0; index < count; index++) await sender.send(body(index), timeLimit)
  sender.close()
  const ended = context.term()
  for (let index = 0; index < count; index++) {
    const parts = await receiver.receive(timeLimit)
    assert.equal(String(parts.at(-1)), body(index))
  }
  await withinTimeLimit(ended)
}

describe("a sender that closes loses nothing, however slowly the receiver reads", patched, () => {
  for (const [name, ofName] of Object.entries(ends)) {
    for (const transport of ["tcp", "ipc", "ws"] as const) {
      for (const secure of [false, true]) {
        for (const bound of ["receiver", "sender"] as const) {
          test(`${name}, over ${transport}${secure ? " with CURVE" : ""}, the ${bound} bound`, () =>
            closeThenReceive(ofName, transport, secure, bound))
        }
      }
    }
  }

  test("a Push that disconnects", async () => {
    using receiver = new Pull(receiving)
    const endpoint = await bindFresh(receiver)
    const events = receiver.observe({ events: ["handshake"] })
    using sender = new Push(sending)
    sender.connect(endpoint)
    await eventOf(events, "handshake")
    for (let index = 0; index < count; index++) await sender.send(body(index), timeLimit)
    sender.disconnect(endpoint)
    for (let index = 0; index < count; index++) {
      assert.deepEqual((await receiver.receive(timeLimit)).map(String), [body(index)])
    }
  })
})

/** What arrives when a peer that did not read begins to. */
async function sizeOfAll(socket: NodeJS.ReadableStream): Promise<number> {
  let size = 0
  socket.on("data", (bytes: Buffer) => {
    size += bytes.length
  })
  socket.resume()
  await once(socket, "end", { signal: AbortSignal.timeout(timeLimit.timeout) })
  return size
}

const parts = 2000
const part = Buffer.alloc(500, "part")

describe("the end of what is sent arrives whole at a peer that reads it late", patched, () => {
  test("a request of many parts, whose Request closes", async () => {
    const context = new Context()
    const sender = new Request({ ...sending, context })
    using peer = await RawPeer.connect(await bindFresh(sender))
    await peer.greet("REP")
    peer.socket.pause()
    await sender.send(new Array<Buffer>(parts).fill(part), timeLimit)
    sender.close()
    const ended = context.term()
    // The empty part in front; each of the others has a long header.
    assert.equal(await sizeOfAll(peer.socket), 2 + parts * (9 + part.length))
    await withinTimeLimit(ended)
  })

  test("what a Stream sends before it ends the connection", async () => {
    using server = new Stream({ ...sending, linger: 0 })
    const { port } = new URL(await bindFresh(server))
    const client = connect(Number(port), "127.0.0.1").pause()
    const [id] = await server.receive(timeLimit)
    for (let index = 0; index < parts; index++) await server.send([id, part], timeLimit)
    await server.send([id, ""], timeLimit)
    assert.equal(await sizeOfAll(client), parts * part.length)
    client.destroy()
  })
})

describe("linger bounds the wait for what the engine has taken", patched, () => {
  const body = Buffer.alloc(1024, "body")

  /** Closes a sender of so many messages while nobody receives: how long its context took to end, in milliseconds. */
  async function close(linger: number, count: number, deliveredAfter: (elapsed: number) => boolean): Promise<number> {
    using receiver = new Pull({ ...receiving, receiveHighWaterMark: 5 })
    const endpoint = await bindFresh(receiver)
    const events = receiver.observe({ events: ["handshake"] })
    const context = new Context()
    const sender = new Push({ ...sending, linger, context })
    sender.connect(endpoint)
    await eventOf(events, "handshake")
    for (let index = 0; index < count; index++) await sender.send(body, timeLimit)
    const start = performance.now()
    sender.close()
    await withinTimeLimit(context.term())
    const elapsed = performance.now() - start
    if (deliveredAfter(elapsed)) for (let index = 0; index < count; index++) await receiver.receive(timeLimit)
    return elapsed
  }

  test("a number of milliseconds: all is delivered, or the wait was as long", async () => {
    const linger = 50
    const times: number[] = []
    for (let count = 1; count <= 40; count++) times.push(await close(linger, count, (elapsed) => elapsed < linger / 2))
    assert(Math.max(...times) >= linger, "the connection took everything")
    assert(Math.min(...times) < linger, "the connection took nothing")
  })

  test("0: there is no wait", async () => {
    for (let count = 1; count <= 40; count++) await close(0, count, () => false)
  })
})
