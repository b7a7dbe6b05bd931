// Strangers at a CURVE server: none of them gets in, and none keeps those who may enter from their work.

import assert from "node:assert/strict"
import { once } from "node:events"
import { type AddressInfo, type Socket as Connection, connect, createServer } from "node:net"
import { describe, test } from "node:test"
import { Authenticator, Context, curveKeyPair, Pull, type PullOptions, Push, type PushOptions } from "#lib/index"
import { bindFresh, type Transport } from "../support/endpoints"
import { patched } from "../support/patched"
import { slowly, timeLimit, withinTimeLimit } from "../support/waiting"
import {
  command,
  curveGreeting,
  greeting,
  hello,
  message,
  oldGreeting,
  plainGreeting,
  RawPeer,
  ready,
} from "../support/zmtp"

const server = curveKeyPair()
const client = curveKeyPair()
const stranger = curveKeyPair()

const known: PushOptions = {
  curvePublicKey: client.publicKey,
  curveSecretKey: client.secretKey,
  curveServerKey: server.publicKey,
}

/** A server with an Authenticator that knows one key, and a client with that key. */
async function open(transport: Transport, options: PullOptions = {}) {
  const context = new Context()
  const auth = new Authenticator({ context, log: () => undefined })
  auth.configureCurve({ domain: "home", keys: [client.publicKey] })
  auth.start()
  const pull = new Pull({
    context,
    curveServer: true,
    curveSecretKey: server.secretKey,
    zapDomain: "home",
    zapEnforceDomain: true,
    ...options,
  })
  const events = pull.observe()
  const endpoint = await bindFresh(pull, transport)
  const friend = new Push({ context, ...known, linger: 0 })
  friend.connect(endpoint)
  await friend.send("hello", timeLimit)
  assert.equal(String(await pull.receive(timeLimit)), "hello")
  return {
    context,
    pull,
    endpoint,
    /** Waits until the server has refused somebody, or hung up. */
    async refused() {
      for await (const { type } of events) if (type.startsWith("handshake:error") || type === "disconnect") return
    },
    /** Checks that a client which is connected, and one that comes now, are served, and nobody else was. */
    async servesFriends() {
      using another = new Push({ context, ...known, linger: 0 })
      another.connect(endpoint)
      for (const sender of [friend, another]) {
        await sender.send("from a friend", timeLimit)
        assert.equal(String(await pull.receive(timeLimit)), "from a friend")
      }
      assert.equal(pull.readable, false)
    },
    [Symbol.asyncDispose]: () => context[Symbol.asyncDispose](),
  }
}

/** A tcp server in front of another, which keeps what the last client has sent, by chunks. */
async function relay(endpoint: string) {
  const sent: Buffer[] = []
  let toServer: Connection | undefined
  const listener = createServer((toClient) => {
    const { hostname, port } = new URL(endpoint)
    toServer = connect(Number(port), hostname)
    toServer.on("error", () => undefined).on("close", () => toClient.destroy())
    toClient.on("error", () => undefined).on("close", () => toServer?.destroy())
    toServer.pipe(toClient)
    toClient.on("data", (bytes: Buffer) => {
      sent.push(bytes)
      toServer?.write(bytes)
    })
  }).listen(0, "127.0.0.1")
  await once(listener, "listening")
  return {
    sent,
    endpoint: `tcp://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    write: (bytes: Buffer) => toServer?.write(bytes),
    [Symbol.dispose]: () => void listener.close(),
  }
}

const secured = { skip: patched.skip }
const wants = Buffer.concat([ready("PUSH"), message("let me in")])

/** Once it was refused, a socket has no peer, and the send waits until the socket is closed. */
function sendIfConnected(outsider: Push): void {
  outsider.send("let me in").catch(() => undefined)
}

for (const transport of ["tcp", "ipc", "ws"] as const) {
  describe(`sockets that may not enter, over ${transport}`, secured, () => {
    for (const [name, options] of Object.entries<PushOptions>({
      "a key that is not known": { ...known, curvePublicKey: stranger.publicKey, curveSecretKey: stranger.secretKey },
      "another server's key": { ...known, curveServerKey: stranger.publicKey },
      "no key": {},
      "a password": { plainUsername: "Ada", plainPassword: "hunter2" },
    })) {
      test(name, async () => {
        await using opened = await open(transport)
        using outsider = new Push({ context: opened.context, ...options, linger: 0 })
        outsider.connect(opened.endpoint)
        sendIfConnected(outsider)
        await opened.refused()
        await opened.servesFriends()
      })
    }

    test("a domain that the Authenticator does not know", async () => {
      await using opened = await open(transport)
      const { context } = opened
      using elsewhere = new Pull({
        context,
        curveServer: true,
        curveSecretKey: server.secretKey,
        zapDomain: "elsewhere",
        zapEnforceDomain: true,
      })
      const events = elsewhere.observe({ events: ["handshake:error:auth", "handshake"] })
      using outsider = new Push({ context, ...known, linger: 0 })
      outsider.connect(await bindFresh(elsewhere, transport))
      sendIfConnected(outsider)
      assert.equal((await events.receive(timeLimit)).type, "handshake:error:auth")
      assert.equal(elsewhere.readable, false)
      await opened.servesFriends()
    })
  })
}

const oldWants = Buffer.from("\x01\0\x0a\0let me in", "latin1")

for (const transport of ["tcp", "ipc"] as const) {
  describe(`bytes of those who may not enter, over ${transport}`, secured, () => {
    for (const [name, bytes] of Object.entries({
      "the greeting without security": Buffer.concat([greeting, wants]),
      "the greeting with PLAIN": Buffer.concat([plainGreeting, hello("Ada", "hunter2"), wants]),
      "the greeting with CURVE, and no handshake": Buffer.concat([curveGreeting, wants]),
      "ZMTP 2.0, which has no security": Buffer.concat([oldGreeting("PUSH"), message("let me in")]),
      "ZMTP 1.0, which has no security": oldWants,
      "another protocol": Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    })) {
      test(name, async () => {
        await using opened = await open(transport)
        using outsider = await RawPeer.connect(opened.endpoint)
        outsider.socket.write(bytes)
        await withinTimeLimit(outsider.closed)
        await opened.servesFriends()
      })
    }

    for (const [name, begin] of [
      ["greeting", Buffer.alloc(0)],
      ["handshake", curveGreeting],
    ] as const) {
      test(`a hundred whose ${name} is slow are disconnected when handshakeInterval is over`, async () => {
        await using opened = await open(transport, { handshakeInterval: 500 })
        const slow = await Promise.all(Array.from({ length: 100 }, () => RawPeer.connect(opened.endpoint)))
        const rest = begin.length === 0 ? curveGreeting : command("HELLO", Buffer.alloc(194))
        for (const { socket } of slow) {
          socket.write(begin)
          void slowly(rest, (byte) => socket.writable && socket.write(byte), 50)
        }
        await opened.servesFriends()
        for (const { closed } of slow) await withinTimeLimit(closed)
        await opened.servesFriends()
      })
    }
  })
}

describe("what somebody has heard on the way, and sends again", secured, () => {
  test("a whole connection", async () => {
    await using opened = await open("tcp")
    const { context, pull, endpoint } = opened
    using between = await relay(endpoint)
    using push = new Push({ context, ...known, linger: 0 })
    push.connect(between.endpoint)
    await push.send("once", timeLimit)
    assert.equal(String(await pull.receive(timeLimit)), "once")
    using outsider = await RawPeer.connect(endpoint)
    outsider.socket.write(Buffer.concat(between.sent))
    await withinTimeLimit(outsider.closed)
    await opened.servesFriends()
  })

  test("a message of the same connection", async () => {
    await using opened = await open("tcp")
    const { context, pull, endpoint } = opened
    using between = await relay(endpoint)
    using push = new Push({ context, ...known, linger: 0, reconnectInterval: -1 })
    push.connect(between.endpoint)
    // Alone, so that its bytes are a chunk by themselves.
    for (const text of ["first", "once"]) {
      await push.send(text, timeLimit)
      assert.equal(String(await pull.receive(timeLimit)), text)
    }
    between.write(between.sent.at(-1)!)
    await opened.refused()
    await opened.servesFriends()
  })
})
