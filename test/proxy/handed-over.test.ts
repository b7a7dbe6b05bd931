// What a socket says while a proxy has it.
import assert from "node:assert/strict"
import { test } from "node:test"
import { Context, type Dealer, Proxy, Pull, Push } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { timeLimit } from "../support/waiting"
import { queue, streamer } from "./proxy-fixture"

const inUse = { name: "ZmqError", code: "EBUSY", message: "Socket is used by a running Proxy" }

const refused: Record<string, (socket: Dealer) => unknown> = {
  send: (socket) => socket.send("x"),
  "send, several parts": (socket) => socket.send(["x", "y"]),
  "send, with options": (socket) => socket.send("x", { timeout: 10 }),
  "send, handed over": (socket) => socket.send(Buffer.alloc(100_000), { transfer: true }),
  sendMany: (socket) => socket.sendMany(["x"]),
  "sendMany of nothing": (socket) => socket.sendMany([]),
  sendSync: (socket) => socket.sendSync("x"),
  receive: (socket) => socket.receive(),
  "receive, with options": (socket) => socket.receive({ timeout: 10 }),
  receiveMany: (socket) => socket.receiveMany(),
  receiveSync: (socket) => socket.receiveSync(),
  batches: (socket) => socket.batches(),
  "for await": (socket) => socket[Symbol.asyncIterator](),
  bind: (socket) => socket.bind("tcp://127.0.0.1:*"),
  bindSync: (socket) => socket.bindSync("tcp://127.0.0.1:*"),
  unbind: (socket) => socket.unbind("tcp://127.0.0.1:1"),
  connect: (socket) => socket.connect("tcp://127.0.0.1:1"),
  disconnect: (socket) => socket.disconnect("tcp://127.0.0.1:1"),
  "get an option": (socket) => socket.linger,
  "set an option": (socket) => {
    socket.sendTimeout = 1
  },
}

for (const [name, call] of Object.entries(refused)) {
  test(`${name} is refused`, async () => {
    using it = await queue()
    const { front, back, client, service } = it
    const proxy = new Proxy(front, back)
    const running = proxy.run()
    await assert.rejects(async () => await call(back), inUse)
    assert.deepEqual([back.closed, back.readable, back.writable], [false, false, false])
    await client.send("unharmed")
    assert.equal(String((await service.receive(timeLimit))[1]), "unharmed")
    proxy.terminate()
    await running
    await assert.rejects(async () => await call(back), { code: "EBADF", message: "Socket is closed" })
  })
}

test("ref() and unref() do nothing to it, as on a closed socket: what counts is the proxy's", async () => {
  using it = await streamer()
  const { front, back, proxy, running } = it
  for (const socket of [front, back]) assert.equal(socket.unref().ref(), socket)
  proxy.terminate()
  await running
  for (const socket of [front, back]) assert.equal(socket.unref().ref(), socket)
})

test("endpoints of a handed-over socket can still be read", async () => {
  using it = await streamer()
  const { front, back, proxy, running } = it
  assert.match(front.lastEndpoint!, /^tcp:\/\/127\.0\.0\.1:\d+$/)
  assert.deepEqual(front.endpoints.bound, [front.lastEndpoint])
  assert.equal(back.getOption("ZMQ_LAST_ENDPOINT"), back.lastEndpoint)
  proxy.terminate()
  await running
  assert.throws(() => front.lastEndpoint, { code: "EBADF" })
})

test("an iteration is refused while a proxy has the socket, and ends afterwards", async () => {
  using it = await queue()
  const { front, back, client } = it
  const iterator = front[Symbol.asyncIterator]()
  await client.send("one")
  assert.equal((await iterator.next()).done, false)
  const proxy = new Proxy(front, back)
  const running = proxy.run()
  await assert.rejects(iterator.next(), inUse)
  proxy.terminate()
  await running
  assert.equal((await iterator.next()).done, true)
})

test("close() of a socket that a proxy has ends the proxy, and closes all", async () => {
  for (const which of ["front", "back"] as const) {
    using it = await streamer()
    const { front, back, running } = it
    it[which].close()
    assert.equal(it[which].closed, true)
    await assert.rejects(async () => it[which].linger, { code: "EBADF" })
    await running
    assert.deepEqual([front.closed, back.closed], [true, true])
    front.close()
  }
})

test("sockets and a proxy with `using`, in any order", async () => {
  let running: Promise<void>
  {
    using front = new Pull()
    using back = new Push()
    await bindFresh(front)
    await bindFresh(back)
    using proxy = new Proxy(front, back)
    running = proxy.run()
  }
  await running
  {
    await using proxy = new Proxy(new Pull(), new Push())
    await bindFresh(proxy.frontEnd)
    await bindFresh(proxy.backEnd)
    running = proxy.run()
  }
  await running
  const idle = new Proxy(new Pull(), new Push())
  idle[Symbol.dispose]()
  assert.equal(idle.frontEnd.closed, true)
})

test("a running proxy that nothing refers to goes on", async () => {
  using producer = new Push()
  using consumer = new Pull()
  const start = async () => {
    const proxy = new Proxy(new Pull(), new Push())
    producer.connect(await bindFresh(proxy.frontEnd))
    consumer.connect(await bindFresh(proxy.backEnd))
    proxy.run().catch(() => undefined)
    return new WeakRef(proxy)
  }
  const reference = await start()
  for (let round = 0; round < 5; round++) {
    await new Promise((resolve) => setImmediate(resolve))
    globalThis.gc!()
    await producer.send("on")
    assert.equal(String(await consumer.receive(timeLimit)), "on")
  }
  reference.deref()!.terminate()
})

test("the observer of a handed-over socket goes on, also when it was behind with thousands of events", async () => {
  await using context = new Context()
  const front = new Pull({ context })
  const back = new Push({ context })
  using sink = new Pull({ context })
  const address = await bindFresh(front)
  back.connect(await bindFresh(sink))
  const { events } = front
  const proxy = new Proxy(front, back)
  const running = proxy.run()
  // Nothing is read meanwhile: at least an accept, a handshake and a disconnect of each.
  for (let round = 0; round < 5; round++) {
    const producers = Array.from({ length: 400 }, () => new Push({ context }))
    for (const producer of producers) {
      producer.connect(address)
      producer.sendSync("here", timeLimit)
    }
    for (const _ of producers) sink.receiveSync(timeLimit)
    for (const producer of producers) producer.close()
  }
  using last = new Push({ context, linger: 0 })
  let handshakes = 0
  for await (const { type } of events) {
    if (type !== "handshake") continue
    handshakes += 1
    // One that comes when it has caught up.
    if (handshakes === 2000) last.connect(address)
    if (handshakes === 2001) break
  }
  assert.equal(handshakes, 2001)
  proxy.terminate()
  await running
})
