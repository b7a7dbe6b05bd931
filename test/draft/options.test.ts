import assert from "node:assert/strict"
import { test } from "node:test"
import { Client, Peer, Server } from "#lib/draft"
import { Dealer, Pull, Push, Router, type Socket } from "#lib/index"
import { runProgram } from "../support/child"
import { bindFresh, freshAddress, reservedEndpoint } from "../support/endpoints"
import { patched } from "../support/patched"
import { timeLimit, until } from "../support/waiting"

test("a Router's hello message is the first that a Dealer receives, on each transport", async () => {
  for (const transport of ["tcp", "ipc", "inproc"] as const) {
    using router = new Router({ helloMessage: "welcome" })
    using dealer = new Dealer()
    dealer.connect(await bindFresh(router, transport))
    assert.deepEqual(await dealer.receive(timeLimit), [Buffer.from("welcome")])
  }
})

test("a hello message does no harm to one who has disconnected from an inproc name before that is bound", {
  skip: patched.skip,
}, async () => {
  const address = freshAddress("inproc")
  using client = new Client()
  client.connect(address)
  assert.equal(client.readable, false)
  client.disconnect(address)
  assert.equal(client.readable, false)
  using server = new Server({ helloMessage: "welcome" })
  await server.bind(address)
  using other = new Client()
  other.connect(address)
  assert.deepEqual(await other.receive(timeLimit), [Buffer.from("welcome")])
})

test("a Server greets its Clients, and a Client its Server", async () => {
  using server = new Server({ helloMessage: "welcome" })
  using client = new Client({ helloMessage: "here I am" })
  client.connect(await bindFresh(server))
  assert.deepEqual(await client.receive(timeLimit), [Buffer.from("welcome")])
  assert.equal(String((await server.receive(timeLimit))[0]), "here I am")
})

test("a socket with a disconnect message can be closed while its peers go", async () => {
  assert.equal(await runProgram("lifetimes/disconnect-message"), "done\n")
})

test("the disconnect message comes by the routing id of the peer that has gone", async () => {
  using server = new Server({ disconnectMessage: "gone" })
  const client = new Client()
  client.connect(await bindFresh(server))
  await client.send("hello")
  const [, { routingId }] = await server.receive(timeLimit)
  client.close()
  assert.deepEqual(await server.receive(timeLimit), [Buffer.from("gone"), { routingId }])

  using router = new Router({ disconnectMessage: "gone" })
  const dealer = new Dealer({ routingId: "dealer" })
  dealer.connect(await bindFresh(router))
  await dealer.send("hello")
  await router.receive(timeLimit)
  dealer.close()
  assert.deepEqual((await router.receive(timeLimit)).map(String), ["dealer", "gone"])
})

test("a Peer sends hello and disconnect messages, as a Server does", async () => {
  using one = new Peer({ helloMessage: "welcome", disconnectMessage: "gone" })
  const other = new Peer()
  const routingId = other.connectPeer(await bindFresh(one))
  assert.deepEqual(await other.receive(timeLimit), [Buffer.from("welcome"), { routingId }])
  await other.send("hello", { routingId })
  const [, from] = await one.receive(timeLimit)
  other.close()
  assert.deepEqual(await one.receive(timeLimit), [Buffer.from("gone"), from])
})

test("a Router receives the hello and disconnect messages of its peers", async () => {
  using router = new Router({ routerNotify: ["connect", "disconnect"] })
  const dealer = new Dealer({ routingId: "dealer" })
  dealer.connect(await bindFresh(router))
  assert.deepEqual((await router.receive(timeLimit)).map(String), ["dealer", ""])
  await dealer.send("hello")
  assert.deepEqual((await router.receive(timeLimit)).map(String), ["dealer", "hello"])
  dealer.close()
  assert.deepEqual((await router.receive(timeLimit)).map(String), ["dealer", ""])
})

/** The types of events until one of these. */
async function eventsUntil(socket: Socket, ...last: string[]): Promise<string[]> {
  const types: string[] = []
  for await (const { type } of socket.events) {
    types.push(type)
    if (last.includes(type)) break
  }
  return types
}

test("reconnectStop ends a connection that is refused, where others try anew", async () => {
  const endpoint = reservedEndpoint()
  using trying = new Push({ reconnectInterval: 1, linger: 0 })
  const retried = eventsUntil(trying, "connect:retry")
  trying.connect(endpoint)
  assert.ok((await retried).includes("connect:retry"))

  using stopping = new Push({ reconnectInterval: 1, reconnectStop: ["connectionRefused"], linger: 0 })
  const seen = eventsUntil(stopping, "close")
  stopping.connect(endpoint)
  assert.ok(!(await seen).includes("connect:retry"))
  // The event comes before the socket learns of the end.
  await until(() => !stopping.writable)
  // Whoever listens now is not found.
  using late = new Pull()
  await late.bind(endpoint)
  await assert.rejects(stopping.send("one", { timeout: 200 }), { code: "EAGAIN" })
})

test("batch sizes of another size carry the same messages", async () => {
  for (const size of [4096, 100_000]) {
    using push = new Push({ outBatchSize: size, sendHighWaterMark: 0 })
    using pull = new Pull({ inBatchSize: size, receiveHighWaterMark: 0 })
    assert.deepEqual([push.outBatchSize, pull.inBatchSize], [size, size])
    push.connect(await bindFresh(pull))
    const messages = Array.from({ length: 200 }, (_, index) => Buffer.alloc(index * 10, index))
    await push.sendMany(messages)
    for (const message of messages) assert.deepEqual(await pull.receive(timeLimit), [message])
  }
})
