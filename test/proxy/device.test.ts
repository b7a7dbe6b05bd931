import assert from "node:assert/strict"
import { test } from "node:test"
import { Context, Dealer, device, Pull, Push, Reply, Request, Subscriber, XPublisher } from "#lib/index"
import { freshAddress } from "../support/endpoints"
import { timeLimit } from "../support/waiting"

const wildcard = "tcp://127.0.0.1:*"

test("a queue: endpoints with their ports, statistics, an end", async () => {
  const queue = device("queue", { frontend: wildcard, backend: [wildcard, freshAddress("ipc")] })
  assert.match(queue.frontend[0]!, /^tcp:\/\/127.0.0.1:\d+$/)
  assert.deepEqual([queue.frontend.length, queue.backend.length, queue.capture.length], [1, 2, 0])
  using client = new Request()
  using service = new Reply()
  client.connect(queue.frontend[0]!)
  service.connect(queue.backend[1]!)
  await client.send("hello")
  assert.equal(String(await service.receive(timeLimit)), "hello")
  await service.send("world")
  assert.equal(String(await client.receive(timeLimit)), "world")
  assert.equal(queue.statistics().backEnd.messagesReceived, 1)
  queue.close()
  queue.close()
  await queue.ended
})

test("a forwarder whose options and context are its own, and a Publisher of copies", async () => {
  await using context = new Context()
  await using forwarder = device("forwarder", {
    frontend: "inproc://in",
    backend: "inproc://out",
    capture: "inproc://copies",
    options: { frontend: { linger: 0 }, backend: { linger: 0, sendHighWaterMark: 10 } },
    context,
  })
  assert.deepEqual(forwarder.capture, ["inproc://copies"])
  using publisher = new XPublisher({ context })
  using subscriber = new Subscriber({ context })
  using copies = new Subscriber({ context })
  copies.subscribe("news")
  copies.connect("inproc://copies")
  publisher.connect("inproc://in")
  subscriber.connect("inproc://out")
  subscriber.subscribe("news")
  await publisher.receive(timeLimit)
  await publisher.send(["news", "good"])
  for (const socket of [subscriber, copies]) {
    assert.deepEqual((await socket.receive(timeLimit)).map(String), ["news", "good"])
  }
})

test("a streamer that connects, pauses and resumes", async () => {
  using producer = new Push()
  using consumer = new Pull()
  producer.bindSync(wildcard)
  consumer.bindSync(wildcard)
  await using streamer = device("streamer", {
    frontend: { connect: producer.lastEndpoint! },
    backend: { bind: wildcard, connect: [consumer.lastEndpoint!] },
  })
  using second = new Pull()
  second.connect(streamer.backend[0]!)
  streamer.pause()
  streamer.resume()
  for (let number = 0; number < 100; number++) await producer.send(`${number}`)
  let received = 0
  const count = async (socket: Pull) => {
    for await (const _ of socket) if (++received === 100) streamer.close()
  }
  const counting = [count(consumer), count(second)]
  await streamer.ended
  consumer.close()
  second.close()
  await Promise.all(counting)
  assert.equal(streamer.statistics().backEnd.messagesSent, 100)
})

test("an address that cannot be bound throws, and leaves nothing open", async () => {
  const taken = device("queue", { frontend: wildcard, backend: wildcard })
  const context = new Context()
  const make = () => device("queue", { frontend: wildcard, backend: taken.backend[0]!, context })
  assert.throws(make, { code: "EADDRINUSE", address: taken.backend[0]! })
  // It would wait for a socket that is open.
  await context.term()
  assert.throws(make, { code: "ETERM" })
  taken.close()
  await taken.ended
})

test("when the proxy cannot be started it throws, and leaves nothing open", async () => {
  const context = new Context({ maxSockets: 3 })
  assert.throws(() => device("streamer", { frontend: wildcard, backend: wildcard, context }), { code: "EMFILE" })
  await context.term()
})

test("bad arguments are refused before a socket is opened", async () => {
  const make = device as (...given: unknown[]) => unknown
  const context = new Context()
  const type = { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" }
  const value = { name: "TypeError", code: "ERR_INVALID_ARG_VALUE" }
  const good = { frontend: wildcard, backend: wildcard, context }
  assert.throws(() => make(1, good), type)
  assert.throws(() => make("broker", good), value)
  assert.throws(() => make("toString", good), value)
  assert.throws(() => make("queue"), type)
  assert.throws(() => make("queue", { ...good, frontend: undefined }), value)
  assert.throws(() => make("queue", { ...good, frontend: [] }), value)
  assert.throws(() => make("queue", { ...good, backend: [1] }), type)
  assert.throws(() => make("queue", { ...good, capture: 1 }), type)
  assert.throws(() => make("queue", { ...good, options: 1 }), type)
  assert.throws(() => make("queue", { ...good, options: { frontend: { nonsense: 1 } } }), value)
  await context.term()
})

test("the end of its context ends it with ETERM", async () => {
  const context = new Context()
  const queue = device("queue", { frontend: wildcard, backend: wildcard, context })
  const ended = assert.rejects(queue.ended, { name: "ProxyError", code: "ETERM" })
  await context.term()
  await ended
})

test("a capture of the program's own is closed with the device", async () => {
  const capture = new Dealer({ linger: 0 })
  using copies = new Dealer()
  capture.bindSync("inproc://own-capture")
  copies.connect("inproc://own-capture")
  using producer = new Push()
  using consumer = new Pull()
  {
    await using streamer = device("streamer", { frontend: wildcard, backend: wildcard, capture })
    producer.connect(streamer.frontend[0]!)
    consumer.connect(streamer.backend[0]!)
    await producer.send("seen")
    assert.equal(String(await copies.receive(timeLimit)), "seen")
    assert.equal(String(await consumer.receive(timeLimit)), "seen")
  }
  assert.equal(capture.closed, true)
})

test("names that it does not know are refused, and nothing is bound", () => {
  const endpoints = { frontend: "inproc://misspelt.front", backend: "inproc://misspelt.back" }
  const unknown = { name: "TypeError", code: "ERR_INVALID_ARG_VALUE", message: /^Unknown name "\w+" in the / }
  for (const wrong of [
    { ...endpoints, frontEnd: "tcp://127.0.0.1:*" },
    { ...endpoints, options: { frontEnd: { linger: 0 } } },
    { ...endpoints, frontend: { binds: "tcp://127.0.0.1:*" } },
  ]) {
    assert.throws(() => device("queue", wrong as never), unknown)
  }
  device("queue", endpoints).close()
})
