// Peers whose messages find no room, and which go, come back or ask whether one is alive meanwhile.

import assert from "node:assert/strict"
import { once } from "node:events"
import { type AddressInfo, createServer, type Server } from "node:net"
import { describe, test } from "node:test"
import { Context, Pull, Reply, Router, TimeoutError } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { untilIoThreadCaughtUp } from "../support/io-thread"
import { patched } from "../support/patched"
import { timeLimit, until } from "../support/waiting"
import { message, oldGreeting, ping, RawPeer } from "../support/zmtp"

async function listening(): Promise<Server> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  return server
}
const addressOf = (server: Server) => `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`
const arrival = async (server: Server) => {
  const [socket] = await once(server, "connection", { signal: AbortSignal.timeout(timeLimit.timeout) })
  return new RawPeer(socket)
}

describe("a peer that is killed while its messages wait", () => {
  test("a ping of its that waits behind them does no harm", async () => {
    await using context = new Context()
    using pull = new Pull({ context, receiveHighWaterMark: 1 })
    const peer = await RawPeer.connect(await bindFresh(pull))
    await peer.greet("PUSH")
    peer.socket.write(Buffer.concat([message("one"), message("two"), message("three"), ping()]))
    await until(() => pull.readable)
    peer.socket.resetAndDestroy()
    await untilIoThreadCaughtUp(context)
    for (const text of ["one", "two", "three"]) assert.equal(String(await pull.receive(timeLimit)), text)
  })

  test("nor do our own heartbeats to it", async () => {
    await using context = new Context()
    using pull = new Pull({ context, receiveHighWaterMark: 1, heartbeatInterval: 20, heartbeatTimeout: 60_000 })
    const endpoint = await bindFresh(pull)
    const peer = await RawPeer.connect(endpoint)
    await peer.greet("PUSH")
    peer.socket.write(Buffer.concat([message("one"), message("two"), message("three")]))
    await until(() => pull.readable)
    peer.socket.resetAndDestroy()
    await untilIoThreadCaughtUp(context)
    using other = await RawPeer.connect(endpoint)
    await other.greet("PUSH")
    for (let count = 0; count < 4; count++) assert.equal((await other.frame()).toString("latin1", 1, 5), "PING")
    for (const text of ["one", "two", "three"]) assert.equal(String(await pull.receive(timeLimit)), text)
  })
})

describe("a peer that comes back while its messages wait", () => {
  for (const Type of [Router, Reply]) {
    test(`a peer comes back to a ${Type.name} that has connected`, async () => {
      const server = await listening()
      const count = 3
      const socket = new Type({ receiveHighWaterMark: count, reconnectInterval: 1, linger: 0 })
      socket.connect(addressOf(server))
      const whole = (text: string) => (Type === Reply ? Buffer.concat([Buffer.of(1, 0), message(text)]) : message(text))
      const first = await arrival(server)
      await first.greet("DEALER")
      const arriving = arrival(server)
      first.socket.end(Buffer.concat(Array(count).fill(whole("first"))))
      using second = await arriving
      await second.greet("DEALER")
      second.socket.write(whole("second"))
      for (let text = ""; text !== "second"; ) {
        text = String((await socket.receive(timeLimit)).at(-1))
        // To the first, which is gone.
        if (text !== "second" && socket instanceof Reply) await socket.send("reply", timeLimit)
      }
      socket.close()
      server.close()
    })
  }

  test("and says nothing until what came before is read", async () => {
    await using context = new Context()
    const server = await listening()
    using router = new Router({ context, receiveHighWaterMark: 3, reconnectInterval: 1 })
    router.connect(addressOf(server))
    const first = await arrival(server)
    await first.greet("DEALER")
    const arriving = arrival(server)
    first.socket.end(Buffer.concat(Array(3).fill(message("first"))))
    using second = await arriving
    await second.greet("DEALER")
    // It says nothing more that would stop the input of its connection.
    second.socket.write(ping())
    assert.equal((await second.frame()).toString("latin1", 1), "PONG")
    for (let count = 0; count < 3; count++) assert.equal(String((await router.receive(timeLimit))[1]), "first")
    await untilIoThreadCaughtUp(context)
    second.socket.write(message("second"))
    assert.equal(String((await router.receive(timeLimit))[1]), "second")
    server.close()
  })

  test("to a Router that has connected, a peer of ZMTP 2.0", async () => {
    const server = await listening()
    using router = new Router({ receiveHighWaterMark: 5, reconnectInterval: 1 })
    router.connect(addressOf(server))
    const greeting = oldGreeting("DEALER")
    const first = await arrival(server)
    const arriving = arrival(server)
    first.socket.end(Buffer.concat([greeting, ...Array(5).fill(message("first"))]))

    using second = await arriving
    second.socket.write(greeting)
    await second.take(greeting.length)
    second.socket.write(message("second"))
    let text = ""
    while (text !== "second") text = String((await router.receive(timeLimit))[1])
    assert.equal(router.readable, false)
    server.close()
  })
})

test("heartbeats give up no peer whose messages wait, for its answers wait behind them", {
  skip: patched.skip,
}, async () => {
  using pull = new Pull({ receiveHighWaterMark: 1, heartbeatInterval: 20 })
  const disconnects = pull.observe({ events: ["disconnect"] })
  using peer = await RawPeer.connect(await bindFresh(pull))
  await peer.greet("PUSH")
  peer.socket.write(Buffer.concat(Array.from({ length: 8 }, (_, index) => message(`${index}`))))
  // That nothing happens meanwhile can only be waited for: it did after 20 ms.
  await assert.rejects(disconnects.receive({ timeout: 300 }), TimeoutError)
  for (let index = 0; index < 8; index++) assert.equal(String(await pull.receive(timeLimit)), `${index}`)
  // Now nothing waits, and it answers nothing.
  await disconnects.receive(timeLimit)
})

test("a peer of ZMTP 2 stays when the handshake's interval is over", async () => {
  using pull = new Pull({ handshakeInterval: 300 })
  const endpoint = await bindFresh(pull)
  using peer = await RawPeer.connect(endpoint)
  peer.socket.write(Buffer.concat([oldGreeting("PUSH"), message("hello")]))
  assert.equal(String(await pull.receive(timeLimit)), "hello")
  using silent = await RawPeer.connect(endpoint)
  await once(silent.socket, "close", { signal: AbortSignal.timeout(timeLimit.timeout) })
  peer.socket.write(message("still here"))
  assert.equal(String(await pull.receive(timeLimit)), "still here")
})

test("the end of a connection of ZMTP 2 is no handshake that failed, and another is made", {
  skip: patched.skip,
}, async () => {
  const server = await listening()
  using pull = new Pull({ reconnectInterval: 1, reconnectStop: ["handshakeFailed"] })
  const events = pull.observe({ events: ["disconnect", "handshake:error:other"] })
  pull.connect(addressOf(server))
  for (const text of ["first", "second"]) {
    const peer = await arrival(server)
    peer.socket.end(Buffer.concat([oldGreeting("PUSH"), message(text)]))
    assert.equal(String(await pull.receive(timeLimit)), text)
    assert.equal((await events.receive(timeLimit)).type, "disconnect")
  }
  pull.close()
  server.close()
})

test("a ping that is too short is not answered, and the next one is, with what it carried", async () => {
  using pull = new Pull()
  using peer = await RawPeer.connect(await bindFresh(pull))
  await peer.greet("PUSH")
  peer.socket.write(Buffer.concat([Buffer.from([4, 5, 4]), Buffer.from("PING"), ping("context")]))
  assert.equal(String(await peer.frame()), "\x04PONGcontext")
})
