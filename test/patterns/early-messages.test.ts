// Peers that say all they have to say at once, before our side of the handshake is out.

import assert from "node:assert/strict"
import { once } from "node:events"
import { type AddressInfo, createServer } from "node:net"
import { describe, test } from "node:test"
import { Authenticator, Context, Pull, Router } from "#lib/index"
import { bindFresh, freshPath, type Transport } from "../support/endpoints"
import { patched } from "../support/patched"
import { text } from "../support/text"
import { timeLimit } from "../support/waiting"
import { RawWebSocket, request } from "../support/websocket"
import { greeting, message, part, RawPeer, ready } from "../support/zmtp"

const numbers = Array.from({ length: 2000 }, (_, index) => `${index}`)
const everything = Buffer.concat([greeting, ready("PUSH"), ...numbers.map(message)])

async function receiveAll(pull: Pull): Promise<void> {
  for (const number of numbers) assert.deepEqual(text(await pull.receive(timeLimit)), [number])
}

describe("messages behind the peer's READY wait until ours is out", patched, () => {
  for (const transport of ["tcp", "ipc"] satisfies Transport[]) {
    test(`over ${transport}, where the peer has connected`, async () => {
      using pull = new Pull()
      using peer = await RawPeer.connect(await bindFresh(pull, transport))
      peer.socket.write(everything)
      await receiveAll(pull)
    })

    test(`over ${transport}, where the peer was bound`, async () => {
      const server = createServer((socket) => {
        const peer = new RawPeer(socket)
        socket.once("received", () => peer.socket.write(everything))
        socket.unref()
      }).unref()
      if (transport === "ipc") server.listen(freshPath())
      else server.listen(0, "127.0.0.1")
      await once(server, "listening")
      const address = server.address() as AddressInfo | string
      using pull = new Pull()
      pull.connect(typeof address === "string" ? `ipc://${address}` : `tcp://127.0.0.1:${address.port}`)
      await receiveAll(pull)
    })
  }

  test("early messages over ws", async () => {
    using pull = new Pull()
    using peer = await RawWebSocket.connect(await bindFresh(pull, "ws"))
    const frames = numbers.map((number) => peer.frame("binary", `\0${number}`))
    // The command without its own flags and length.
    const command = peer.frame("binary", Buffer.concat([Buffer.of(2), ready("PUSH").subarray(2)]))
    peer.write(request({ "Sec-WebSocket-Protocol": " ZWS2.0/NULL" }), command, ...frames)
    await receiveAll(pull)
  })

  test("whole, with the routing id of its peer", async () => {
    using router = new Router()
    using peer = await RawPeer.connect(await bindFresh(router))
    peer.socket.write(Buffer.concat([greeting, ready("DEALER", "me"), part("one"), message("two")]))
    assert.deepEqual(text(await router.receive(timeLimit)), ["me", "one", "two"])
    await router.send(["me", "answer"])
    await peer.take(greeting.length)
    await peer.frame()
    assert.equal(String(await peer.frame()), "answer")
  })

  test("early messages of a peer that has finished", async () => {
    using pull = new Pull()
    using peer = await RawPeer.connect(await bindFresh(pull))
    peer.socket.end(everything)
    await receiveAll(pull)
  })
})

describe("messages behind the peer's READY wait until its authentication is over", patched, () => {
  /** A Pull that asks somebody before its peer comes in, and for as long as that takes. */
  async function open() {
    const context = new Context()
    const pull = new Pull({ context, zapDomain: "home", handshakeInterval: 0 })
    const events = pull.observe({ events: ["handshake:error:auth", "disconnect"] })
    const peer = await RawPeer.connect(await bindFresh(pull))
    const dispose = async () => {
      peer[Symbol.dispose]()
      pull.close()
      await context.term()
    }
    return { context, pull, events, peer, [Symbol.asyncDispose]: dispose }
  }

  test("early messages arrive when the peer is authenticated", async () => {
    await using opened = await open()
    const authenticator = new Authenticator({ context: opened.context })
    authenticator.start()
    opened.peer.socket.write(everything)
    await receiveAll(opened.pull)
    authenticator.stop()
  })

  const brief = Buffer.concat([greeting, ready("PUSH"), message("early")])

  test("a peer with early messages that is refused is told so, and its connection ends", async () => {
    await using opened = await open()
    const authenticator = new Authenticator({ context: opened.context }).deny("127.0.0.1")
    authenticator.start()
    opened.peer.socket.write(brief)
    assert.equal((await opened.events.receive(timeLimit)).type, "handshake:error:auth")
    assert.equal((await opened.events.receive(timeLimit)).type, "disconnect")
    assert.equal(opened.pull.readable, false)
    await opened.peer.take(greeting.length)
    assert.equal(String(await opened.peer.frame()), "\x05ERROR\x03400")
    authenticator.stop()
  })

  test("a connection with early messages ends when it breaks before the authentication is over", async () => {
    await using opened = await open()
    using handler = new Router({ context: opened.context })
    await handler.bind("inproc://zeromq.zap.01")
    opened.peer.socket.write(brief)
    await handler.receive(timeLimit)
    opened.peer.socket.resetAndDestroy()
    assert.equal((await opened.events.receive(timeLimit)).type, "disconnect")
  })
})
