import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Dealer, Pull, Push, propertiesOf, Router, type Socket } from "#lib/index"
import { at } from "../support/elements"
import { bindFresh } from "../support/endpoints"
import { eventOf } from "../support/events"
import { timeLimit } from "../support/waiting"
import { RawWebSocket, RawWebSocketServer, request, response } from "../support/websocket"

const long = ` ${"c".repeat(5000)}`

describe("a ws handshake takes headers as HTTP allows them", () => {
  const variants: [string, Record<string, string>][] = [
    ["as Firefox asks", { Connection: " keep-alive, Upgrade" }],
    ["Upgrade before another token", { Connection: " upgrade , keep-alive" }],
    ["empty tokens", { Connection: ",, Upgrade," }],
    ["a cookie of 5000 bytes", { Cookie: long }],
    ["a long header of each kind beside it", { connection: long, upgrade: long }],
    ["no space before a value", { Upgrade: "websocket", Connection: "Upgrade" }],
    ["tabs and spaces around values", { Upgrade: "\t websocket\t ", Connection: " \tUpgrade " }],
    ["an empty value", { "X-Empty": "" }],
  ]
  for (const [name, lines] of variants) {
    test(`of a client: ${name}`, async () => {
      using pull = new Pull()
      const client = await RawWebSocket.connect(await bindFresh(pull, "ws"))
      client.write(request(lines), client.frame("binary", "\0"), client.frame("binary", "\0hello"))
      assert.match(await client.head(), /^HTTP\/1\.1 101 /)
      assert.equal(String(await pull.receive(timeLimit)), "hello")
      client.socket.destroy()
    })

    test(`of a server: ${name}`, async () => {
      await using server = await RawWebSocketServer.listen()
      using pull = new Pull()
      pull.connect(server.endpoint)
      const connection = await server.accept()
      connection.write(
        response(await connection.head(), lines),
        connection.frame("binary", "\0"),
        connection.frame("binary", "\0hello"),
      )
      assert.equal(String(await pull.receive(timeLimit)), "hello")
    })
  }

  for (const protocols of [" other,  ZWS2.0", "\tother\t,\tZWS2.0\t", ",ZWS2.0, ZWS2.0/NULL", " ZWS2.0 "]) {
    test(`a list of protocols: ${JSON.stringify(protocols)}`, async () => {
      using pull = new Pull()
      const client = await RawWebSocket.connect(await bindFresh(pull, "ws"))
      client.write(request({ "Sec-WebSocket-Protocol": protocols }))
      assert.match(await client.head(), /^Sec-WebSocket-Protocol: ZWS2\.0\r$/m)
      client.socket.destroy()
    })
  }

  test("a ws handshake without what it needs, or out of bounds, is refused", async () => {
    using pull = new Pull()
    const endpoint = await bindFresh(pull, "ws")
    const faults: Record<string, string>[] = [
      { Connection: " keep-alive" },
      { Connection: " Upgrades, no-Upgrade" },
      { Upgrade: " h2c" },
      { "Sec-WebSocket-Protocol": " ZWS2.0 ZWS2.0" },
      { "Sec-WebSocket-Protocol": `${" other,".repeat(500)} ZWS2.0` },
      { "Sec-WebSocket-Key": long },
    ]
    for (const lines of faults) {
      const client = await RawWebSocket.connect(endpoint)
      client.write(request(lines))
      assert.equal(await client.head(), "", Object.keys(lines)[0])
    }
  })

  test("a client refuses a second protocol", async () => {
    for (const second of ["ZWS2.0", "ZWS2.0/NULL"]) {
      await using server = await RawWebSocketServer.listen()
      using router = new Router()
      const { events } = router
      router.connect(server.endpoint)
      const connection = await server.accept()
      const lines = { "Sec-WebSocket-Protocol": ` ZWS2.0\r\nSec-WebSocket-Protocol: ${second}` }
      connection.write(response(await connection.head(), lines))
      await eventOf(events, "handshake:error:protocol")
      await connection.ended()
    }
  })
})

describe("a ws handshake, as events tell of it", () => {
  /** The types of a socket's events, up to the next of that one. */
  async function typesUntil(observer: Socket["events"], last: string): Promise<string[]> {
    const types: string[] = []
    while (types.at(-1) !== last) types.push((await observer.receive(timeLimit)).type)
    return types
  }

  test("is told once, and the end of the connection is no failure", async () => {
    using router = new Router()
    const { events } = router
    const endpoint = await bindFresh(router, "ws")
    await eventOf(events, "bind")
    for (const goodbye of ["closes", "hangs up"]) {
      const client = await RawWebSocket.greeted(endpoint)
      client.write(client.frame("binary", "\0hello"))
      await router.receive(timeLimit)
      if (goodbye === "closes") client.write(client.frame("close"))
      else client.socket.destroy()
      assert.deepEqual(await typesUntil(events, "disconnect"), ["accept", "handshake", "disconnect"], goodbye)
    }
    using dealer = new Dealer()
    dealer.connect(endpoint)
    await dealer.send("hello", timeLimit)
    await router.receive(timeLimit)
    dealer.close()
    assert.deepEqual(await typesUntil(events, "disconnect"), ["accept", "handshake", "disconnect"])
  })

  test("a ws handshake has failed when the peer goes before it has said its routing id", async () => {
    using router = new Router()
    const { events } = router
    const client = await RawWebSocket.connect(await bindFresh(router, "ws"))
    client.write(request())
    await client.head()
    client.socket.destroy()
    const expected = ["bind", "accept", "handshake:error:other", "disconnect"]
    assert.deepEqual(await typesUntil(events, "disconnect"), expected)
  })

  test("with reconnectStop, a server that goes after its handshake is connected to again", async () => {
    await using server = await RawWebSocketServer.listen()
    using dealer = new Dealer({ reconnectInterval: 1, reconnectStop: ["handshakeFailed"] })
    dealer.connect(server.endpoint)
    for (let life = 0; life < 3; life++) {
      const connection = await server.accept()
      connection.write(response(await connection.head()), connection.frame("binary", "\0"))
      connection.write(connection.frame("binary", "\0hello"))
      assert.equal(String(await dealer.receive(timeLimit)), "hello")
      connection.socket.destroy()
    }
  })

  test("messages of a peer that speaks plain ZWS 2.0 tell its address", async () => {
    using pull = new Pull({ messageProperties: true })
    const client = await RawWebSocket.greeted(await bindFresh(pull, "ws"))
    client.write(client.frame("binary", "\0hello"))
    const { peerAddress, userId } = propertiesOf(await pull.receive(timeLimit))!
    assert.deepEqual([peerAddress, userId], ["127.0.0.1", undefined])
    client.socket.destroy()
  })
})

describe("handshakeInterval over ws", () => {
  test("ends who does not complete the handshake, at whatever point, and nobody else", async () => {
    using pull = new Pull({ handshakeInterval: 1000 })
    const endpoint = await bindFresh(pull, "ws")
    using push = new Push()
    push.connect(endpoint)
    await push.send("from a Push", timeLimit)
    assert.equal(String(await pull.receive(timeLimit)), "from a Push")
    const { events } = push
    const plain = await RawWebSocket.greeted(endpoint)

    const beginnings = ["", request().slice(0, 50), request(), request({ "Sec-WebSocket-Protocol": " ZWS2.0/NULL" })]
    const incomplete = await Promise.all(beginnings.map(() => RawWebSocket.connect(endpoint)))
    for (const [index, client] of incomplete.entries()) client.write(at(beginnings, index))
    for (const client of incomplete) await client.ended()

    plain.write(plain.frame("binary", "\0still here"))
    assert.equal(String(await pull.receive(timeLimit)), "still here")
    await push.send("still here too", timeLimit)
    assert.equal(String(await pull.receive(timeLimit)), "still here too")
    push.close()
    for await (const { type } of events) assert.notEqual(type, "disconnect")
    plain.socket.destroy()
  })

  test("a client tries again where its server does not complete it", async () => {
    await using server = await RawWebSocketServer.listen()
    using dealer = new Dealer({ handshakeInterval: 50, reconnectInterval: 1 })
    dealer.connect(server.endpoint)
    for (const answers of [false, true]) {
      const connection = await server.accept()
      if (answers) connection.write(response(await connection.head()))
      await connection.ended()
    }
  })
})

describe("the routing id of a peer that speaks plain ZWS 2.0", () => {
  test("waits while a Router's queue is full", async () => {
    await using server = await RawWebSocketServer.listen()
    using router = new Router({ receiveHighWaterMark: 5, reconnectInterval: 1 })
    router.connect(server.endpoint)
    const first = await server.accept()
    first.write(response(await first.head()), first.frame("binary", "\0"))
    first.write(...Array<Buffer>(5).fill(first.frame("binary", "\0first")))
    first.socket.end()

    const second = await server.accept()
    second.write(response(await second.head()), second.frame("binary", "\0"))
    await second.next() // the Router's routing id, which it sends after it has read that of its peer
    second.write(second.frame("binary", "\0second"))
    let text = ""
    while (text !== "second") text = String((await router.receive(timeLimit))[1])
  })

  for (const opcode of ["ping", "pong"] as const) {
    test(`comes after a ${opcode} as well`, async () => {
      using router = new Router()
      using pull = new Pull()
      for (const [socket, expected] of [
        [router, ["name", "hello"]],
        [pull, ["hello"]],
      ] as const) {
        const client = await RawWebSocket.connect(await bindFresh(socket, "ws"))
        client.write(request(), client.frame(opcode, "payload"))
        client.write(client.frame("binary", "\0name"), client.frame("binary", "\0hello"))
        assert.deepEqual((await socket.receive(timeLimit)).map(String), expected)
        client.socket.destroy()
      }
    })
  }
})

describe("our routing id comes first", () => {
  test("before the answers to a ping and a close", async () => {
    using dealer = new Dealer({ routingId: "me" })
    const endpoint = await bindFresh(dealer, "ws")
    for (const [opcode, answer] of [
      ["ping", 10],
      ["close", 8],
    ] as const) {
      const client = await RawWebSocket.connect(endpoint)
      client.write(request(), client.frame("binary", "\0"), client.frame(opcode))
      await client.head()
      assert.deepEqual(await client.next(), { opcode: 2, payload: Buffer.from("\0me") })
      assert.deepEqual(await client.next(), { opcode: answer, payload: Buffer.alloc(0) })
      client.socket.destroy()
    }
  })

  test("before heartbeats, however long the request takes", async () => {
    using dealer = new Dealer({ routingId: "me", heartbeatInterval: 20, heartbeatTimeout: 10_000 })
    const endpoint = await bindFresh(dealer, "ws")
    const slow = await RawWebSocket.connect(endpoint)
    slow.write(request().slice(0, -2))

    const other = await RawWebSocket.greeted(endpoint)
    await other.next() // the routing id
    for (let heartbeat = 0; heartbeat < 5; heartbeat++) assert.equal((await other.next()).opcode, 9)

    slow.write("\r\n")
    await slow.head()
    assert.deepEqual(await slow.next(), { opcode: 2, payload: Buffer.from("\0me") })
    slow.socket.destroy()
    other.socket.destroy()
  })
})
