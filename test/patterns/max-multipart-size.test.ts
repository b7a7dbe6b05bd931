// A message's parts are kept until the last one has come. maxMultipartSize limits what a peer can make a socket keep.
import assert from "node:assert/strict"
import { once } from "node:events"
import { type AddressInfo, type Socket as Connection, createServer } from "node:net"
import { describe, test } from "node:test"
import {
  Context,
  Dealer,
  Pair,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  Subscriber,
  XPublisher,
  XSubscriber,
} from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { authenticate, links } from "../support/mechanisms"
import { patched } from "../support/patched"
import { timeLimit } from "../support/waiting"
import { greeting, message, part, RawPeer, ready } from "../support/zmtp"

/** What an empty part counts for, in bytes. */
const least = 64

for (const link of links.filter(({ transport }) => transport !== "inproc")) {
  test(`a message of that size arrives; a larger one disconnects its sender alone: ${link.name}`, patched, async () => {
    await using context = new Context()
    using _authenticator = authenticate(context)
    using pull = new Pull({ context, maxMultipartSize: 1000 })
    using push = new Push({ context, linger: 0 })
    using other = new Push({ context, linger: 0 })
    for (const client of [push, other]) link.secure(pull, client)
    const endpoint = await bindFresh(pull, link.transport)
    push.connect(endpoint)
    const fitting = ["x".repeat(500), "y".repeat(500 - 2 * least), "", ""]
    for (let round = 0; round < 3; round++) {
      await push.send(fitting, timeLimit)
      assert.deepEqual((await pull.receive(timeLimit)).map(String), fitting)
    }

    const disconnected = pull.observe({ events: ["disconnect"] }).receive(timeLimit)
    await push.send([...fitting, ""], timeLimit)
    await disconnected
    other.connect(endpoint)
    await other.send("z".repeat(1000), timeLimit)
    assert.equal((await pull.receive(timeLimit))[0]!.length, 1000)
  })
}

describe("a message that is too large disconnects its sender", patched, () => {
  const options = { maxMultipartSize: 1000 }
  for (const [server, client] of [
    [() => new Dealer(options), () => new Dealer({ linger: 0 })],
    [() => new Pair(options), () => new Pair({ linger: 0 })],
    [() => new Reply(options), () => new Request({ linger: 0 })],
    [() => new Router(options), () => new Request({ linger: 0 })],
    [() => new XPublisher(options), () => new XSubscriber({ linger: 0 })],
  ] as const) {
    const [bound, connected] = [server(), client()]
    test(`from ${connected.constructor.name} to ${bound.constructor.name}`, async () => {
      using _bound = bound
      using _connected = connected
      connected.connect(await bindFresh(bound))
      const disconnected = bound.observe({ events: ["disconnect"] }).receive(timeLimit)
      await connected.send(["x".repeat(500), "y".repeat(501)], timeLimit)
      await disconnected
    })
  }

  test("from XPublisher to Subscriber, which connects", async () => {
    using publisher = new XPublisher({ linger: 0 })
    using subscriber = new Subscriber(options)
    subscriber.subscribe()
    subscriber.connect(await bindFresh(publisher))
    // Its subscription.
    await publisher.receive(timeLimit)
    const disconnected = publisher.observe({ events: ["disconnect"] }).receive(timeLimit)
    await publisher.send(["x".repeat(500), "y".repeat(501)])
    await disconnected
  })
})

test("empty parts count: a peer that sends them for ever is disconnected", patched, async () => {
  using pull = new Pull({ maxMultipartSize: least * 10_000 })
  using peer = await RawPeer.connect(await bindFresh(pull))
  await peer.greet("PUSH")
  const parts = Buffer.concat(Array.from({ length: 9_999 }, () => part("")))
  peer.socket.write(Buffer.concat([parts, message("")]))
  assert.equal((await pull.receive(timeLimit)).length, 10_000)
  const closed = once(peer.socket, "close", { signal: AbortSignal.timeout(timeLimit.timeout) })
  peer.socket.write(parts)
  peer.socket.write(Buffer.concat([part(""), part("")]))
  await closed
})

test("what a connection left unfinished does not count for the next one", patched, async () => {
  const server = createServer().listen(0, "127.0.0.1")
  try {
    await once(server, "listening")
    using pull = new Pull({ maxMultipartSize: 1000, reconnectInterval: 1 })
    pull.connect(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`)
    for (const last of [false, true]) {
      const [connection] = (await once(server, "connection")) as [Connection]
      using peer = new RawPeer(connection)
      connection.write(greeting)
      await peer.take(greeting.length)
      connection.write(ready("PUSH"))
      await peer.frame()
      connection.write(part("x".repeat(200)))
      connection.write(part("x".repeat(200)))
      connection.write(part("x".repeat(200)))
      if (!last) continue
      connection.write(message("y".repeat(200)))
      assert.equal((await pull.receive(timeLimit)).length, 4)
    }
  } finally {
    server.close()
  }
})

test("within the process there is no limit", patched, async () => {
  using pull = new Pull({ maxMultipartSize: 100 })
  using push = new Push()
  push.connect(await bindFresh(pull, "inproc"))
  await push.send(["x".repeat(100), "y"])
  assert.equal((await pull.receive(timeLimit)).length, 2)
})
