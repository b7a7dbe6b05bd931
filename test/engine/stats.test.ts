import assert from "node:assert/strict"
import { test } from "node:test"
import { Context, Dealer, Pair, Pull, Push, Reply, Request, Subscriber, XPublisher } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { Pipeline } from "../support/pipeline"
import { receiveSubscription } from "../support/subscriptions"
import { timeLimit, until } from "../support/waiting"

const none = { messages: 0, bytes: 0 }

test("a new socket has counted nothing", () => {
  using pair = new Pair()
  assert.deepEqual(pair.stats, { sent: none, received: none, receivedAhead: 0, waiting: { sends: 0, receives: 0 } })
})

test("every way to send counts whole messages and the bytes of their parts", async () => {
  using pipeline = Pipeline.joined({ sendHighWaterMark: 0 }, { receiveHighWaterMark: 0 })
  const { push } = pipeline
  const large = Buffer.alloc(100_000)
  const steps: [() => unknown, messages: number, bytes: number][] = [
    [() => push.send("12345"), 1, 5],
    [() => push.send(""), 1, 0],
    [() => push.send(["ab", Buffer.from("cde"), ""]), 1, 5],
    [() => push.send([large, "x"]), 1, 100_001],
    [() => push.send(Buffer.alloc(40_000), { transfer: true }), 1, 40_000],
    [() => push.sendMany(["a", "bc", ["d", large], large]), 4, 200_004],
    [() => push.sendSync("123"), 1, 3],
    [() => push.sendSync(["1", "23"], { timeout: 0 }), 1, 3],
    [() => push.sendJson({ a: 1 }), 1, 7],
  ]
  const expected = { messages: 0, bytes: 0 }
  for (const [send, messages, bytes] of steps) {
    await send()
    expected.messages += messages
    expected.bytes += bytes
    assert.deepEqual(push.stats.sent, expected, String(send))
  }
  assert.deepEqual(push.stats.received, none)
})

test("messages count when libzmq hands them out, and prefetched ones are counted by themselves", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  await push.sendMany(["1", "22", ["333", "4444"], Buffer.alloc(50_000)])
  assert.deepEqual(pull.stats.received, none)
  await pull.receive()
  const { received, receivedAhead } = pull.stats
  assert.deepEqual(received, { messages: 1 + receivedAhead, bytes: receivedAhead === 3 ? 50_010 : received.bytes })
  for (let left = 3; left > 0; left--) await pull.receive()
  assert.deepEqual(pull.stats.received, { messages: 4, bytes: 50_010 })
  assert.equal(pull.stats.receivedAhead, 0)
  await push.send("5")
  pull.receiveSync()
  assert.deepEqual(pull.stats.received, { messages: 5, bytes: 50_011 })
})

test("a message of more parts than a look has room for counts once", async () => {
  using pipeline = Pipeline.joined()
  const parts = Array.from({ length: 5000 }, () => "x")
  await pipeline.push.send("first")
  await pipeline.push.send(parts)
  await pipeline.pull.receive()
  assert.equal((await pipeline.pull.receive()).length, 5000)
  assert.deepEqual(pipeline.pull.stats.received, { messages: 2, bytes: 5005 })
  assert.deepEqual(pipeline.push.stats.sent, { messages: 2, bytes: 5005 })
})

test("a waiting message counts when it is sent, not before", async () => {
  using pipeline = new Pipeline()
  const { push, pull } = pipeline
  const sends = [push.send("1"), push.send(["2", "3"]), push.sendMany(["4", ["5", "6"]])]
  assert.deepEqual(push.stats, { sent: none, received: none, receivedAhead: 0, waiting: { sends: 3, receives: 0 } })
  pipeline.join()
  await Promise.all(sends)
  assert.deepEqual(push.stats.sent, { messages: 4, bytes: 6 })
  assert.deepEqual(push.stats.waiting, { sends: 0, receives: 0 })
  for (let left = 4; left > 0; left--) await pull.receive(timeLimit)
  const receives = [pull.receive(), pull.receive()]
  assert.deepEqual(pull.stats.waiting, { sends: 0, receives: 2 })
  await push.sendMany(["7", "8"])
  await Promise.all(receives)
  assert.deepEqual(pull.stats.received, { messages: 6, bytes: 8 })
})

test("refused and aborted messages do not count", async () => {
  using push = new Push({ linger: 0, pendingSendLimit: 1 })
  const waiting = push.send("waits")
  waiting.catch(() => undefined)
  await assert.rejects(push.send("too many"), { code: "EBUSY" })
  await assert.rejects(push.send("late", { timeout: 0 }), { code: "EAGAIN" })
  assert.throws(() => push.sendSync("late", { timeout: 0 }), { code: "EAGAIN" })
  push.close()
  await assert.rejects(waiting, { name: "SocketClosedError" })
  assert.deepEqual(push.stats.sent, none)
})

test("both directions of one socket count each their own", async () => {
  using reply = new Reply()
  using request = new Request()
  request.connect(await bindFresh(reply))
  await request.send("question")
  await reply.receive(timeLimit)
  await reply.send("yes")
  await request.receive(timeLimit)
  for (const { stats, bytes } of [
    { stats: request.stats, bytes: [8, 3] },
    { stats: reply.stats, bytes: [3, 8] },
  ]) {
    assert.deepEqual(
      [stats.sent, stats.received],
      bytes.map((size) => ({ messages: 1, bytes: size })),
    )
  }
})

test("a publisher counts what libzmq accepted, a subscriber what it received", async () => {
  using publisher = new XPublisher()
  using subscriber = new Subscriber()
  await publisher.send("nobody hears this")
  subscriber.subscribe("a")
  subscriber.connect(await bindFresh(publisher))
  await receiveSubscription(publisher, "a")
  await publisher.send("b")
  await publisher.send("a")
  await subscriber.receive(timeLimit)
  assert.equal(publisher.stats.sent.messages, 3)
  assert.deepEqual(subscriber.stats.received, { messages: 1, bytes: 1 })
})

test("the counts stay when the socket is closed, and when its context has ended", async () => {
  const context = new Context()
  const pair = new Pair({ context })
  const other = new Pair({ context })
  other.connect(await bindFresh(pair, "inproc"))
  await other.send("12")
  await pair.receive(timeLimit)
  context.shutdown()
  assert.deepEqual(pair.stats.received, { messages: 1, bytes: 2 })
  pair.close()
  other.close()
  assert.deepEqual(pair.stats.received, { messages: 1, bytes: 2 })
  assert.deepEqual(other.stats, {
    sent: { messages: 1, bytes: 2 },
    received: none,
    receivedAhead: 0,
    waiting: { sends: 0, receives: 0 },
  })
  await context.term()
})

test("both ends agree after many messages of all sizes over the network", async () => {
  using pull = new Pull()
  using dealer = new Push({ linger: 0 })
  dealer.connect(await bindFresh(pull))
  let bytes = 0
  const receiving = (async () => {
    for (let left = 3000; left > 0; left -= (await pull.receiveMany()).length);
  })()
  for (let index = 0; index < 1500; index++) {
    const size = (index * 37) % 5000
    await dealer.send(Buffer.alloc(size))
    await dealer.send(["ab", Buffer.alloc(size)])
    bytes += 2 * size + 2
  }
  await receiving
  await until(() => pull.stats.received.messages === 3000)
  assert.deepEqual(pull.stats.received, { messages: 3000, bytes })
  assert.deepEqual(dealer.stats.sent, { messages: 3000, bytes })
})

test("stats is a copy", () => {
  using dealer = new Dealer()
  dealer.stats.sent.messages = 5
  assert.equal(dealer.stats.sent.messages, 0)
})
