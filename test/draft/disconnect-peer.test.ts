import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { binding } from "#lib/addon/binding"
import { Client, Peer, Server } from "#lib/draft"
import { ZmqError } from "#lib/index"
import { openDescriptors } from "../support/descriptors"
import { bindFresh, transports } from "../support/endpoints"
import { eventOf } from "../support/events"
import { timeLimit, until } from "../support/waiting"

const unreachable = { name: "ZmqError", code: "EHOSTUNREACH" }

describe("disconnectPeer ends the connection to one peer", {
  skip: !binding.vendored && "the vendored one has it",
}, () => {
  for (const transport of transports.filter((each) => each !== "inproc")) {
    test(`a Server's Client comes again, by another routing id, over ${transport}`, async () => {
      using server = new Server()
      using client = new Client({ reconnectInterval: 1 })
      using other = new Client()
      const lost = client.observe({ events: ["disconnect"] })
      const endpoint = await bindFresh(server, transport)
      client.connect(endpoint)
      other.connect(endpoint)
      await client.send("hello")
      const [, first] = await server.receive(timeLimit)
      await other.send("here, too")
      const [, stays] = await server.receive(timeLimit)

      await server.send("before", first)
      server.disconnectPeer(first.routingId)
      await assert.rejects(server.send("after", { ...first, timeout: 0 }), unreachable)
      assert.throws(() => server.disconnectPeer(first.routingId), { ...unreachable, syscall: "zmq_disconnect_peer" })
      assert.equal(String((await client.receive(timeLimit))[0]), "before")
      await eventOf(lost, "disconnect")

      await client.send("hello again")
      const [, second] = await server.receive(timeLimit)
      assert.notEqual(second.routingId, first.routingId)
      await server.send("welcome", second)
      assert.equal(String((await client.receive(timeLimit))[0]), "welcome")
      await server.send("still there", stays)
      assert.equal(String((await other.receive(timeLimit))[0]), "still there")
    })
  }

  test("over inproc, the peer receives its disconnect message", async () => {
    using one = new Peer({ disconnectMessage: "gone" })
    using other = new Peer()
    const routingId = other.connectPeer(await bindFresh(one, "inproc"))
    await other.send("hello", { routingId })
    const [, from] = await one.receive(timeLimit)
    other.disconnectPeer(routingId)
    assert.deepEqual(await one.receive(timeLimit), [Buffer.from("gone"), from])
    await assert.rejects(other.send("after", { routingId, timeout: 0 }), unreachable)
    await until(() => {
      try {
        one.sendSync("after", { ...from, timeout: 0 })
        return false
      } catch (error) {
        return error instanceof ZmqError && error.code === "EHOSTUNREACH"
      }
    })
  })

  for (const immediate of [false, true]) {
    test(`what a Peer has connected is not connected again${immediate ? ", with immediate" : ""}`, async () => {
      using one = new Peer({ helloMessage: "hello" })
      using other = new Peer({ reconnectInterval: 1, immediate })
      const peers = one.observe({ events: ["accept", "disconnect"] })
      other.connect(await bindFresh(one))
      await eventOf(peers, "accept")
      const [, { routingId }] = await other.receive(timeLimit)
      other.disconnectPeer(routingId)
      await eventOf(peers, "disconnect")
      await assert.rejects(peers.receive({ timeout: 100 }), { name: "TimeoutError" })
      assert.throws(() => other.disconnectPeer(routingId), unreachable)
    })
  }

  test("leaves no descriptor", { skip: process.platform !== "linux" && "it counts in /proc" }, async () => {
    using server = new Server()
    const endpoint = await bindFresh(server)
    const meet = async () => {
      using client = new Client({ reconnectInterval: -1 })
      const lost = client.observe({ events: ["disconnect"] })
      client.connect(endpoint)
      await client.send("hello")
      const [, { routingId }] = await server.receive(timeLimit)
      server.disconnectPeer(routingId)
      await eventOf(lost, "disconnect")
    }
    await meet()
    const before = openDescriptors()
    for (let round = 0; round < 10; round++) await meet()
    await until(() => openDescriptors() <= before)
  })

  test("a routing id that nobody has, and what is none", () => {
    using server = new Server()
    using peer = new Peer()
    for (const socket of [server, peer]) {
      assert.throws(() => socket.disconnectPeer(7), { ...unreachable, syscall: "zmq_disconnect_peer" })
      assert.throws(() => socket.disconnectPeer("7" as never), TypeError)
    }
  })
})

test("disconnectPeer says which libzmq it needs", {
  skip: !binding.has("draft") && "there are no drafts",
}, (context) => {
  using server = new Server()
  context.mock.method(binding, "disconnectPeer", () => {
    throw new ZmqError("ENOTSUP", "Operation not supported", { syscall: "zmq_disconnect_peer" })
  })
  assert.throws(() => server.disconnectPeer(1), {
    code: "ENOTSUP",
    message: `disconnectPeer needs a libzmq later than 4.3.5, or the vendored one; this is libzmq ${binding.version}`,
    syscall: "zmq_disconnect_peer",
  })
})
