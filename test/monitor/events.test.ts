// Each type of event, provoked on sockets.

import assert from "node:assert/strict"
import { rmSync } from "node:fs"
import { connect } from "node:net"
import { constants } from "node:os"
import { dirname } from "node:path"
import { test } from "node:test"
import { binding } from "#lib/addon/binding"
import {
  AuthenticationError,
  Context,
  Dealer,
  type DealerOptions,
  type EventOfType,
  ProtocolError,
  type ProtocolErrorCode,
  Reply,
  Router,
  ZmqError,
} from "#lib/index"
import { at, exactly } from "../support/elements"
import { bindFresh, reservedEndpoint } from "../support/endpoints"
import { allEvents, eventOf } from "../support/events"
import { patched } from "../support/patched"
import { timeLimit } from "../support/waiting"
import { oldGreeting, RawPeer } from "../support/zmtp"

const connectable = { linger: 0, reconnectInterval: 10 } as const

for (const transport of ["tcp", "ipc", "ws"] as const) {
  test(`a connection over ${transport} comes and goes, as both sides see it`, async () => {
    using server = new Router()
    const client = new Dealer(connectable)
    const { events } = server
    const seen = allEvents(client.events)
    const address = await bindFresh(server, transport)
    client.connect(address)
    await client.send("hello")
    await server.receive(timeLimit)
    const before = [await events.receive(timeLimit), await events.receive(timeLimit), await events.receive(timeLimit)]
    assert.deepEqual(
      before.map(({ type }) => type),
      ["bind", "accept", "handshake"],
    )
    const [bound, accepted, handshake] = exactly(3, before as EventOfType<"bind">[])
    // libzmq leaves the path out of the name of a WebSocket's listener.
    assert.ok(address.startsWith(bound.address), bound.address)
    if (transport !== "ws") assert.equal(bound.address, address)
    assert.equal(handshake.address, accepted.address)
    client.close()
    assert.equal((await eventOf(events, "disconnect")).address, accepted.address)
    const atClient = await seen
    const types = atClient.map(({ type }) => type).filter((type) => type !== "connect:delay")
    assert.deepEqual(types, ["connect", "handshake", "end"])
    const connected = atClient.find(({ type }) => type === "connect") as EventOfType<"connect">
    assert.ok(connected.address.startsWith(`${transport}://`), connected.address)
    if (transport !== "ws") assert.equal(connected.address, address)
  })
}

test("connecting where nobody listens yet: connect:delay, close, connect:retry; then connect and handshake", async () => {
  using client = new Dealer(connectable)
  const address = reservedEndpoint()
  const { events } = client
  client.connect(address)
  assert.deepEqual(await events.receive(timeLimit), { type: "connect:delay", address })
  assert.deepEqual(await events.receive(timeLimit), { type: "close", address })
  const { interval, ...retry } = (await events.receive(timeLimit)) as EventOfType<"connect:retry">
  assert.deepEqual(retry, { type: "connect:retry", address })
  // libzmq adds up to as much again at random.
  assert.ok(interval >= 10 && interval < 20, `${interval} ms`)
  using server = new Router()
  await server.bind(address)
  assert.deepEqual(await eventOf(events, "connect"), { type: "connect", address })
  assert.deepEqual(await events.receive(timeLimit), { type: "handshake", address })
  server.close()
  assert.deepEqual(await events.receive(timeLimit), { type: "disconnect", address })
})

test("an endpoint that is taken: bind:error, with the error that bind has too", async () => {
  using first = new Router()
  const address = await bindFresh(first)
  using second = new Router()
  const { events } = second
  await assert.rejects(second.bind(address), { code: "EADDRINUSE" })
  assert.deepEqual(await events.receive(timeLimit), { type: "close", address: "" })
  const { error, ...event } = (await events.receive(timeLimit)) as EventOfType<"bind:error">
  // libzmq leaves the transport out of the address here.
  assert.deepEqual(event, { type: "bind:error", address: address.slice("tcp://".length) })
  assert.ok(error instanceof ZmqError)
  assert.equal(error.code, "EADDRINUSE")
  assert.equal(error.errno, constants.errno.EADDRINUSE)
  assert.equal(error.address, event.address)
})

for (const transport of ["tcp", "ws"] as const) {
  const skip = transport === "ws" && patched.skip
  test(`a peer whom tcpAcceptFilter does not let in, over ${transport}: accept:error`, { skip }, async () => {
    using server = new Router({ tcpAcceptFilter: "10.0.0.1" })
    const { events } = server
    const address = await bindFresh(server, transport)
    using client = new Dealer({ linger: 0 })
    client.connect(address)
    const { error, ...event } = await eventOf(events, "accept:error")
    assert.deepEqual(event, { type: "accept:error", address })
    assert.ok(error instanceof ZmqError)
    assert.equal(typeof error.errno, "number")
  })
}

test("the file of a wildcard ipc endpoint that is gone when it is unbound: close:error", async () => {
  using server = new Router()
  const { events } = server
  await server.bind("ipc://*")
  const address = server.lastEndpoint as string
  // The folder is libzmq's, and the file of the endpoint is all that is in it.
  rmSync(dirname(address.slice("ipc://".length)), { recursive: true })
  await server.unbind(address)
  const { error, ...event } = await eventOf(events, "close:error")
  assert.deepEqual(event, { type: "close:error", address })
  assert.equal(error.code, "ENOENT")
})

test("an endpoint that is unbound: close tells that its port is free, and it is bound again at once", async () => {
  using first = new Router()
  const address = await bindFresh(first)
  const { events } = first
  for (let round = 0; round < 20; round++) {
    await first.unbind(address)
    assert.deepEqual(await eventOf(events, "close"), { type: "close", address })
    using second = new Router()
    await second.bind(address)
    const seen = allEvents(second.events)
    second.close()
    assert.deepEqual(await seen, [{ type: "close", address }, { type: "end" }])
    await first.bind(address)
  }
})

test("a peer that goes away before it has greeted: handshake:error:other", async () => {
  using server = new Router()
  const { events } = server
  const address = await bindFresh(server)
  const peer = connect(Number(new URL(address).port), "127.0.0.1", () => peer.end())
  peer.resume()
  const { error, ...event } = await eventOf(events, "handshake:error:other")
  assert.deepEqual(event, { type: "handshake:error:other", address })
  assert.equal(error.code, "EPIPE")
  assert.equal(error.errno, constants.errno.EPIPE)
})

test("a peer that never greets: handshake:error:other when handshakeInterval is over", async () => {
  using server = new Router({ handshakeInterval: 20 })
  const { events } = server
  const peer = connect(Number(new URL(await bindFresh(server)).port), "127.0.0.1")
  peer.resume()
  try {
    const { error } = await eventOf(events, "handshake:error:other")
    assert.ok(error instanceof ZmqError)
    if (binding.vendored) assert.equal(error.code, "ETIMEDOUT")
    assert.equal((await events.receive(timeLimit)).type, "disconnect")
  } finally {
    peer.destroy()
  }
})

for (const [version, hello] of Object.entries({ "1.0": Buffer.of(1, 0), "2.0": oldGreeting("DEALER") })) {
  test(`a peer of ZMTP ${version}: accept, handshake and disconnect`, patched, async () => {
    using server = new Router()
    const observer = server.observe({ events: ["accept", "handshake", "handshake:error:other", "disconnect"] })
    const address = await bindFresh(server)
    using peer = await RawPeer.connect(address)
    peer.socket.write(hello)
    assert.deepEqual(await observer.receive(timeLimit), { type: "accept", address })
    assert.deepEqual(await observer.receive(timeLimit), { type: "handshake", address })
    peer.socket.end()
    assert.deepEqual(await observer.receive(timeLimit), { type: "disconnect", address })
  })
}

test("mechanisms that differ: handshake:error:protocol, with its code", async () => {
  using server = new Router()
  const { events } = server
  const address = await bindFresh(server)
  using client = new Dealer({ linger: 0, plainUsername: "admin", plainPassword: "secret" })
  client.connect(address)
  const { error, ...event } = await eventOf(events, "handshake:error:protocol")
  assert.deepEqual(event, { type: "handshake:error:protocol", address })
  assert.ok(error instanceof ProtocolError && error instanceof Error)
  assert.equal(error.code, "ERR_ZMTP_MECHANISM_MISMATCH")
  assert.equal(error.message, "Handshake failed, ZMTP protocol error: mechanism mismatch")
})

/** A server that asks a ZAP handler which replies as `reply` says, and a client of it, both observed. */
/** What a ZAP handler answers to a request: its version and its id are the first of the request's parts. */
type ZapReply = (version: Buffer, id: Buffer) => (string | Buffer)[]

async function authenticate(context: Context, reply: ZapReply) {
  const zap = new Reply({ context })
  await zap.bind("inproc://zeromq.zap.01")
  void (async () => {
    for await (const request of zap) await zap.send(reply(at(request, 0), at(request, 1)))
  })()
  const server = new Router({ context, plainServer: true, zapDomain: "test" })
  const credentials: DealerOptions = { plainUsername: "admin", plainPassword: "secret" }
  const client = new Dealer({ context, ...connectable, ...credentials })
  const observers = { atServer: server.events, atClient: client.events }
  client.connect(await bindFresh(server))
  return observers
}

for (const [status, message] of [
  [400, "The client was refused: its credentials are not accepted (status 400)"],
  [500, "The client was refused: the ZAP handler failed (status 500)"],
] as const) {
  test(`a client that is refused with status ${status}: handshake:error:auth on both sides`, async () => {
    await using context = new Context()
    const { atServer, atClient } = await authenticate(context, (version, id) => [
      version,
      id,
      `${status}`,
      "no",
      "",
      "",
    ])
    for (const observer of [atServer, atClient]) {
      const { error } = await eventOf(observer, "handshake:error:auth")
      assert.ok(error instanceof AuthenticationError && error instanceof Error)
      assert.equal(error.status, status)
      assert.equal(error.message, message)
    }
  })
}

const malformed: [code: ProtocolErrorCode, reply: ZapReply][] = [
  ["ERR_ZAP_MALFORMED_REPLY", (version, id) => [version, id, "200"]],
  ["ERR_ZAP_BAD_VERSION", (_, id) => ["2.0", id, "200", "", "", ""]],
  ["ERR_ZAP_BAD_REQUEST_ID", (version) => [version, "nonsense", "200", "", "", ""]],
  ["ERR_ZAP_INVALID_STATUS_CODE", (version, id) => [version, id, "600", "", "", ""]],
  ["ERR_ZAP_INVALID_METADATA", (version, id) => [version, id, "200", "", "", "nonsense"]],
]
for (const [code, reply] of malformed) {
  test(`a ZAP handler that breaks its protocol: handshake:error:protocol, ${code}`, async () => {
    await using context = new Context()
    const { atServer } = await authenticate(context, reply)
    const { error } = await eventOf(atServer, "handshake:error:protocol")
    assert.equal(error.code, code)
    assert.match(error.message, /^Handshake failed, ZAP protocol error: [a-z ]+$/)
  })
}
