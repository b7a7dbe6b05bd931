import assert from "node:assert/strict"
import { test } from "node:test"
import { Context, Publisher, Pull, Push, Reply, Request, Router, Stream, Subscriber, XPublisher } from "#lib/index"
import { only } from "../support/elements"
import { bindFresh, freshAddress } from "../support/endpoints"
import { timeLimit, until } from "../support/waiting"

test("manual: a subscription that is set goes to the peer whose message was received last", async () => {
  using publisher = new XPublisher({ manual: true })
  const address = await bindFresh(publisher, "inproc")
  using one = new Subscriber()
  using two = new Subscriber()
  one.connect(address)
  one.subscribe("one")
  two.connect(address)
  two.subscribe("two")
  for (let asked = 0; asked < 2; asked++) {
    const subscription = only(await publisher.receive(timeLimit))
    publisher.setOption("subscribe", subscription.subarray(1))
  }
  for (const text of ["one", "two"]) await publisher.send(text)
  assert.deepEqual((await one.receive(timeLimit)).map(String), ["one"])
  assert.deepEqual((await two.receive(timeLimit)).map(String), ["two"])
})

test("unsubscribe drops prefetched messages, and keeps those of another subscription", async () => {
  using publisher = new Publisher()
  const address = await bindFresh(publisher, "inproc")
  using subscriber = new Subscriber()
  subscriber.connect(address)
  subscriber.subscribe("a", "b", "b", Buffer.from([0, 255]))
  for (const topic of ["a", "a1", "b1", "a2", Buffer.from([0, 255, 1]), "b2"]) await publisher.send(topic)
  await subscriber.receive(timeLimit)
  subscriber.unsubscribe("a", "b")
  const rest = [
    await subscriber.receive(timeLimit),
    await subscriber.receive(timeLimit),
    await subscriber.receive(timeLimit),
  ]
  assert.deepEqual(
    rest.map(([topic]) => topic),
    [Buffer.from("b1"), Buffer.from([0, 255, 1]), Buffer.from("b2")],
  )
  assert.equal(subscriber.readable, false)
})

for (const parts of [1, 2, 3, 40]) {
  for (const kept of ["no", "another"]) {
    test(`unsubscribe drops a held-over message of ${parts} parts too, when ${kept} subscription asks for it`, async () => {
      for (const before of [0, 1, 15, 31]) {
        using publisher = new Publisher({ sendHighWaterMark: 0 })
        using subscriber = new Subscriber({ receiveHighWaterMark: 0, messageProperties: before === 15 })
        subscriber.connect(await bindFresh(publisher, "inproc"))
        subscriber.subscribe("old", "new", ...(kept === "no" ? [] : ["o"]))
        await publisher.send("new first")
        for (let count = 0; count < before; count++) await publisher.send("new")
        for (let count = 0; count < 40; count++) await publisher.send(["old", ...Array(parts - 1).fill(String(count))])
        await publisher.send("new last")
        assert.deepEqual((await subscriber.receive(timeLimit)).map(String), ["new first"])
        subscriber.unsubscribe("old")
        const seen: string[] = []
        while (seen.at(-1) !== "new last") seen.push((await subscriber.receive(timeLimit)).map(String).join())
        const old = [...Array(40).keys()].map((count) => ["old", ...Array(parts - 1).fill(count)].join())
        const left = kept === "no" ? [] : old
        assert.deepEqual(seen, [...Array(before).fill("new"), ...left, "new last"])
        assert.equal(subscriber.readable, false)
      }
    })
  }
}

test("term drops prefetched messages, and a held-over message of many parts", async () => {
  const context = new Context()
  using pull = new Pull({ context })
  using push = new Push({ context, linger: 0 })
  const address = await bindFresh(pull, "inproc")
  push.connect(address)
  for (let index = 0; index < 3; index++) await push.send("small")
  await push.send(Array(200).fill("part"))
  await pull.receive(timeLimit)
  const ended = context.term()
  for (let index = 0; index < 3; index++) await assert.rejects(pull.receive(), { code: "ETERM" })
  pull.close()
  push.close()
  await ended
})

test("a receive that waits on a Reply for its turn ends when the context does", async () => {
  const context = new Context()
  using reply = new Reply({ context })
  using request = new Request({ context })
  const address = await bindFresh(reply, "inproc")
  request.connect(address)
  const first = reply.receive(timeLimit)
  const second = assert.rejects(reply.receive(timeLimit), { code: "ETERM" })
  await request.send("question")
  await first
  context.shutdown()
  await second
})

test("calls of next() that are not awaited settle in order", async () => {
  using push = new Push()
  using pull = new Pull()
  push.connect(await bindFresh(pull, "inproc"))
  for (let index = 0; index < 3; index++) await push.send(String(index))
  const iterator = pull[Symbol.asyncIterator]()
  const settled: string[] = []
  await Promise.all([0, 1, 2].map(async () => settled.push(String((await iterator.next()).value?.[0]))))
  assert.deepEqual(settled, ["0", "1", "2"])
})

test("when the first send that waits is aborted, the one behind it goes to its own peer", async () => {
  using router = new Router({ mandatory: true, sendHighWaterMark: 1, linger: 0 })
  using full = new Router({ routingId: "full", probeRouter: true, receiveHighWaterMark: 1 })
  using free = new Router({ routingId: "free", probeRouter: true })
  const address = await bindFresh(router, "inproc")
  full.connect(address)
  free.connect(address)
  for (let peer = 0; peer < 2; peer++) await router.receive(timeLimit)
  await until(() =>
    router.send(["full", "x"], { timeout: 0 }).then(
      () => false,
      () => true,
    ),
  )
  const abort = new AbortController()
  const first = assert.rejects(router.send(["full", "aborted"], { signal: abort.signal }), { name: "AbortError" })
  const second = router.send(["free", "sent"], timeLimit)
  abort.abort()
  await first
  await second
  assert.equal(String((await free.receive(timeLimit))[1]), "sent")
})

test("a Stream refuses a message of three parts, which would shift every later one", async () => {
  using stream = new Stream()
  const message = ["id", "data", "more"] as unknown as [string, string]
  await assert.rejects(stream.send(message), { name: "TypeError", code: "ERR_INVALID_ARG_VALUE" })
})

test("a getter that closes the socket, or aborts, ends the send that reads it", async () => {
  const withGetter = (get: () => string) => Object.defineProperty(["first"], 1, { get, enumerable: true }) as string[]
  using push = new Push()
  const before = assert.rejects(push.send("waits"), { name: "SocketClosedError" })
  const closes = withGetter(() => {
    push.close()
    return "second"
  })
  await assert.rejects(push.send(closes), { name: "ZmqError", code: "EBADF" })
  await before

  using other = new Push()
  const abort = new AbortController()
  const aborts = withGetter(() => {
    abort.abort()
    return "second"
  })
  await assert.rejects(other.send(aborts, { signal: abort.signal }), { name: "AbortError" })
})

test("a connect that fails gives its routing id to no later peer", async () => {
  using router = new Router({ mandatory: true })
  assert.throws(() => router.connect("tcp://nonsense", { routingId: "name" }), { code: "EINVAL" })
  using peer = new Router()
  router.connect(await bindFresh(peer, "inproc"))
  await assert.rejects(router.send(["name", "x"]), { code: "EHOSTUNREACH" })
  const known = freshAddress("inproc")
  router.connect(known, { routingId: "known" })
  const inUse = { code: "EADDRINUSE", address: "tcp://127.0.0.1:9" }
  assert.throws(() => router.connect("tcp://127.0.0.1:9", { routingId: "known" }), inUse)
  router.connect("tcp://127.0.0.1:9")
})

test("term drops prefetched messages, for every way to receive", async () => {
  const context = new Context()
  using pull = new Pull({ context })
  using push = new Push({ context, linger: 0 })
  push.connect(await bindFresh(pull, "inproc"))
  await push.sendMany(["0", "1", "2"])
  assert.deepEqual((await pull.receiveMany({ max: 1 })).map(String), ["0"])
  const ended = context.term()
  await assert.rejects(pull.receiveMany(), { code: "ETERM" })
  await assert.rejects(pull.receiveMany({ timeout: 0 }), { code: "ETERM" })
  await assert.rejects(pull.batches().next(), { code: "ETERM" })
  assert.throws(() => pull.receiveSync(), { code: "ETERM" })
  assert.throws(() => pull.receiveSync({ timeout: 0 }), { code: "ETERM" })
  pull.close()
  push.close()
  await ended
})

test("calls of next() of batches that are not awaited settle in order", async () => {
  using push = new Push()
  using pull = new Pull()
  push.connect(await bindFresh(pull, "inproc"))
  await push.sendMany(["0", "1", "2", "3"])
  const batches = pull.batches({ max: 1 })
  const settled: string[] = []
  await Promise.all([0, 1, 2, 3].map(async () => settled.push(String((await batches.next()).value?.[0]))))
  assert.deepEqual(settled, ["0", "1", "2", "3"])
})

test("manual: a batch has one message, so that a subscription that is set goes to its peer", async () => {
  using publisher = new XPublisher({ manual: true })
  const address = await bindFresh(publisher, "inproc")
  const subscribers = ["one", "two"].map((topic) => {
    const subscriber = new Subscriber()
    subscriber.connect(address)
    subscriber.subscribe(topic)
    return subscriber
  })
  for (let asked = 0; asked < 2; asked++) {
    const batch = await publisher.receiveMany({ ...timeLimit, max: 10 })
    assert.equal(batch.length, 1)
    publisher.setOption("subscribe", batch[0]![0]!.subarray(1))
  }
  await publisher.sendMany(["one", "two"])
  for (const [index, topic] of ["one", "two"].entries()) {
    using subscriber = subscribers[index] as Subscriber
    assert.deepEqual((await subscriber.receiveMany(timeLimit)).map(String), [topic])
    assert.equal(subscriber.readable, false)
  }
})
