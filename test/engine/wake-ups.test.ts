import assert from "node:assert/strict"
import { test } from "node:test"
import { countOperation } from "#lib/event-loop/fairness"
import { Dealer, Pair, Publisher, Pull, Push, Reply, Request, Router, Subscriber, XPublisher } from "#lib/index"
import { only } from "../support/elements"

const nobody = "tcp://127.0.0.1:9"

/** Uses up the turn of the event loop, as a busy service does. */
function exhaustTurn(): void {
  while (countOperation());
}

function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

async function idleFor(milliseconds: number): Promise<number> {
  const before = cpuMilliseconds()
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
  return cpuMilliseconds() - before
}

function closed(operation: Promise<unknown>): Promise<void> {
  return assert.rejects(operation, { name: "SocketClosedError" })
}

test("a send and a receive that wait on one socket cost no CPU", async () => {
  using socket = new Dealer({ immediate: true })
  socket.connect(nobody)
  const waiting = [closed(socket.send("nobody is there")), closed(socket.receive())]
  const used = await idleFor(300)
  assert.ok(used < 150, `it used ${used} ms of CPU in 300 ms`)
  socket.close()
  await Promise.all(waiting)
})

test("a waiting send and receive of a mandatory Router whose first peer has no room cost no CPU", async () => {
  using router = new Router({ mandatory: true, sendHighWaterMark: 1, linger: 0 })
  router.connect(nobody, { routingId: "full" })
  router.connect("tcp://127.0.0.1:10", { routingId: "free" })
  await router.send(["full", "1"])
  const waiting = [closed(router.send(["full", "2"])), closed(router.receive())]
  const used = await idleFor(300)
  assert.ok(used < 150, `it used ${used} ms of CPU in 300 ms`)
  router.close()
  await Promise.all(waiting)
})

test("a waiting send and a waiting receive on one socket each go on when they can", async () => {
  using a = new Pair({ sendHighWaterMark: 1, receiveHighWaterMark: 1 })
  using b = new Pair({ sendHighWaterMark: 1, receiveHighWaterMark: 1 })
  await a.bind("inproc://waking-both")
  b.connect("inproc://waking-both")
  const count = 2000
  const talk = async (self: Pair, name: string) => {
    const sent = (async () => {
      for (let index = 0; index < count; index++) await self.send(`${name}${index}`)
    })()
    const received: string[] = []
    while (received.length < count) received.push(String((await self.receive())[0]))
    await sent
    return received
  }
  const [fromB, fromA] = await Promise.all([talk(a, "a"), talk(b, "b")])
  const expected = (name: string) => Array.from({ length: count }, (_, index) => `${name}${index}`)
  assert.deepEqual(fromA, expected("a"))
  assert.deepEqual(fromB, expected("b"))
})

test("a send with a time-out keeps its place although the turn of the event loop is used up", async () => {
  using push = new Push()
  await push.bind("inproc://waking-place")
  exhaustTurn()
  const first = push.send("first", { timeout: 60_000 })
  const second = push.send("second")
  using pull = new Pull()
  pull.connect("inproc://waking-place")
  assert.deepEqual((await pull.receive()).map(String), ["first"])
  assert.deepEqual((await pull.receive()).map(String), ["second"])
  await Promise.all([first, second])
})

test("close, and its signal, end such a send", async () => {
  using push = new Push()
  await push.bind("inproc://waking-end")
  const abort = new AbortController()
  exhaustTurn()
  const aborted = push.send("aborted", { signal: abort.signal })
  abort.abort(new Error("no longer"))
  await assert.rejects(aborted, { message: "no longer" })
  exhaustTurn()
  const left = push.send("left", { timeout: 60_000 })
  push.close()
  await closed(left)
})

test("sending to a routing id on a Router does not take a message from a waiting receive", async () => {
  using router = new Router()
  using dealer = new Dealer({ routingId: "dealer" })
  await router.bind("inproc://waking-peer")
  dealer.connect("inproc://waking-peer")
  await dealer.send("first")
  await router.receive()
  const waiting = router.receive()
  await dealer.send("second")
  assert.throws(() => router.connect(nobody, { routingId: "dealer" }), { code: "EADDRINUSE" })
  assert.deepEqual((await waiting).map(String), ["dealer", "second"])
})

test("a Reply's receives queue: the next is served when the request before it is answered", async () => {
  using reply = new Reply()
  await reply.bind("inproc://waking-reply")
  const order: string[] = []
  const serve = async (name: string) => {
    const [request] = await reply.receive()
    order.push(`${name} ${request}`)
    await new Promise(setImmediate)
    await reply.send(`${name} did ${request}`)
  }
  const servers = [serve("a"), serve("b")]
  for (const text of ["1", "2"]) {
    using request = new Request()
    request.connect("inproc://waking-reply")
    await request.send(text)
    await request.receive()
  }
  await Promise.all(servers)
  assert.deepEqual(order, ["a 1", "b 2"])
})

test("a large part that several subscribers receive over inproc is each one's own", async () => {
  using publisher = new Publisher()
  await publisher.bind("inproc://waking-large")
  using first = new Subscriber()
  using second = new Subscriber()
  for (const subscriber of [first, second]) {
    subscriber.connect("inproc://waking-large")
    subscriber.subscribe()
  }
  await publisher.send(Buffer.alloc(1 << 20, 1))
  const [one, other] = [only(await first.receive()), only(await second.receive())]
  one.fill(2)
  assert.ok(other.every((byte) => byte === 1))
})

test("many sockets that always have a message leave the event loop its turns", async () => {
  const pairs = Array.from({ length: 50 }, (_, index) => {
    const from = new Pair({ sendHighWaterMark: 0 })
    const to = new Pair({ receiveHighWaterMark: 0 })
    from.bindSync(`inproc://waking-many-${index}`)
    to.connect(`inproc://waking-many-${index}`)
    return { from, to }
  })
  let turns = 0
  let done = false
  const count = (): void => {
    turns++
    if (!done) setImmediate(count)
  }
  setImmediate(count)
  const perSocket = 2000
  for (const { from } of pairs) for (let index = 0; index < perSocket; index++) from.send("x").catch(() => {})
  const start = performance.now()
  await Promise.all(
    pairs.map(async ({ to }) => {
      for (let index = 0; index < perSocket; index++) await to.receive()
    }),
  )
  const elapsed = performance.now() - start
  done = true
  for (const { from, to } of pairs) {
    from.close()
    to.close()
  }
  // A turn takes a millisecond, and what 50 sockets do for it; not 50 of them.
  assert.ok(elapsed / turns < 25, `${turns} turns in ${elapsed.toFixed(0)} ms`)
})

test("a socket without waiting operations still handles libzmq's commands", async () => {
  using publisher = new XPublisher()
  using subscriber = new Subscriber()
  await publisher.bind("inproc://waking-idle")
  subscriber.connect("inproc://waking-idle")
  subscriber.subscribe("a")
  assert.deepEqual((await publisher.receive()).map(String), ["\x01a"])
  subscriber.disconnect("inproc://waking-idle")
  assert.deepEqual((await publisher.receive({ timeout: 10_000 })).map(String), ["\x00a"])
})
