import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Context, Subscriber, XPublisher, XSubscriber } from "#lib/index"
import { bindFresh, freshAddress, transports } from "../support/endpoints"
import { memoryOutsideHeap } from "../support/memory"
import { patched } from "../support/patched"
import { receiveSubscription } from "../support/subscriptions"
import { text } from "../support/text"
import { timeLimit, until } from "../support/waiting"
import { message, RawPeer } from "../support/zmtp"

const subscribe = (topic: string) => `\x01${topic}`
const unsubscribe = (topic: string) => `\x00${topic}`

describe("an XPublisher receives subscriptions as messages", () => {
  for (const transport of transports) {
    test(`over ${transport}`, async () => {
      using publisher = new XPublisher()
      using subscriber = new Subscriber()
      subscriber.subscribe("before", "b\0\xff")
      subscriber.connect(await bindFresh(publisher, transport))
      subscriber.subscribe("after", "")
      subscriber.unsubscribe("after")
      const expected = [subscribe("b\0\xff"), subscribe("before"), subscribe("after"), subscribe("")]
      const first = []
      for (const _ of expected) first.push(...text(await publisher.receive(timeLimit)))
      assert.deepEqual(first.sort(), expected.sort())
      await receiveSubscription(publisher, "after", false)
    })
  }

  test("by default an XPublisher receives the first subscription to a topic, and its last end", async () => {
    using publisher = new XPublisher()
    const endpoint = await bindFresh(publisher, "inproc")
    using one = new Subscriber()
    using other = new Subscriber()
    one.connect(endpoint)
    one.subscribe("a")
    await receiveSubscription(publisher, "a")
    other.connect(endpoint)
    other.subscribe("a", "b")
    await receiveSubscription(publisher, "b")
    one.unsubscribe("a")
    one.subscribe("c")
    await receiveSubscription(publisher, "c")
    other.unsubscribe("a")
    await receiveSubscription(publisher, "a", false)
  })

  test('verbosity "allSubs": every subscription, and the last end', async () => {
    using publisher = new XPublisher({ verbosity: "allSubs" })
    const endpoint = await bindFresh(publisher, "inproc")
    using one = new Subscriber()
    using other = new Subscriber()
    for (const subscriber of [one, other]) {
      subscriber.connect(endpoint)
      subscriber.subscribe("a")
      await receiveSubscription(publisher, "a")
    }
    one.unsubscribe("a")
    one.subscribe("b")
    await receiveSubscription(publisher, "b")
    other.unsubscribe("a")
    await receiveSubscription(publisher, "a", false)
  })

  test('verbosity "allSubsUnsubs": every subscription and every end', async () => {
    using publisher = new XPublisher({ verbosity: "allSubsUnsubs" })
    const endpoint = await bindFresh(publisher, "inproc")
    using one = new Subscriber()
    using other = new Subscriber()
    for (const subscriber of [one, other]) {
      subscriber.connect(endpoint)
      subscriber.subscribe("a")
      await receiveSubscription(publisher, "a")
    }
    for (const subscriber of [one, other]) {
      subscriber.unsubscribe("a")
      await receiveSubscription(publisher, "a", false)
    }
  })
})

describe("an XSubscriber subscribes by sending", () => {
  test("a byte 1 and the prefix, or 0 to end it", async () => {
    using publisher = new XPublisher()
    using subscriber = new XSubscriber()
    subscriber.connect(await bindFresh(publisher))
    await subscriber.send(subscribe("a"))
    await subscriber.send(Buffer.from(subscribe("b")))
    await receiveSubscription(publisher, "a")
    await receiveSubscription(publisher, "b")
    await publisher.send(["apple", "a fruit"])
    assert.deepEqual(text(await subscriber.receive(timeLimit)), ["apple", "a fruit"])
    await subscriber.send(unsubscribe("a"))
    await receiveSubscription(publisher, "a", false)
    await publisher.send("apple")
    await publisher.send("banana")
    assert.deepEqual(text(await subscriber.receive(timeLimit)), ["banana"])
  })

  test("any other message reaches the XPublisher as it is", async () => {
    using publisher = new XPublisher()
    using subscriber = new XSubscriber()
    subscriber.connect(await bindFresh(publisher))
    await subscriber.send("up the stream")
    await subscriber.send(["with", "two parts"])
    assert.deepEqual(text(await publisher.receive(timeLimit)), ["up the stream"])
    assert.deepEqual(text(await publisher.receive(timeLimit)), ["with", "two parts"])
  })
})

test("a forwarder by hand: subscriptions go up, messages go down", async () => {
  using publisher = new XPublisher()
  using upper = new XSubscriber()
  using lower = new XPublisher()
  using subscriber = new Subscriber()
  upper.connect(await bindFresh(publisher))
  subscriber.connect(await bindFresh(lower))
  subscriber.subscribe("news")
  await upper.send(await lower.receive(timeLimit))
  await receiveSubscription(publisher, "news")
  await publisher.send(["weather", "not asked for"])
  await publisher.send(["news", "forwarded"])
  await lower.send(await upper.receive(timeLimit))
  assert.deepEqual(text(await subscriber.receive(timeLimit)), ["news", "forwarded"])
})

test("manual: the program decides what a subscription means", async () => {
  using publisher = new XPublisher({ manual: true })
  // A Subscriber would itself drop what it did not ask for.
  using subscriber = new XSubscriber()
  subscriber.connect(await bindFresh(publisher))
  await subscriber.send(subscribe("A"))
  await receiveSubscription(publisher, "A")
  publisher.setOption("subscribe", "B")
  await publisher.send("A")
  await publisher.send("B")
  assert.deepEqual(text(await subscriber.receive(timeLimit)), ["B"])

  await subscriber.send(unsubscribe("A"))
  await receiveSubscription(publisher, "A", false)
  publisher.setOption("unsubscribe", "B")
  publisher.setOption("subscribe", "C")
  await publisher.send("B")
  await publisher.send("C")
  assert.deepEqual(text(await subscriber.receive(timeLimit)), ["C"])
})

test("manualLastValue: the first message after a subscription is for the new subscriber alone", async () => {
  using publisher = new XPublisher({ manualLastValue: true })
  const endpoint = await bindFresh(publisher)
  using one = new Subscriber()
  using other = new Subscriber()
  for (const subscriber of [one, other]) {
    subscriber.connect(endpoint)
    subscriber.subscribe("price")
    await receiveSubscription(publisher, "price")
    publisher.setOption("subscribe", "price")
    await publisher.send(["price", "the last one"])
    assert.deepEqual(text(await subscriber.receive(timeLimit)), ["price", "the last one"])
  }
  await publisher.send(["price", "a new one"])
  for (const subscriber of [one, other]) {
    assert.deepEqual(text(await subscriber.receive(timeLimit)), ["price", "a new one"])
  }
})

test("a welcome message reaches each new subscriber to it first", async () => {
  using publisher = new XPublisher({ welcomeMessage: "welcome" })
  const endpoint = await bindFresh(publisher)
  using welcomed = new Subscriber()
  welcomed.subscribe("")
  welcomed.connect(endpoint)
  await receiveSubscription(publisher, "")
  await publisher.send("news")
  assert.deepEqual(text(await welcomed.receive(timeLimit)), ["welcome"])
  assert.deepEqual(text(await welcomed.receive(timeLimit)), ["news"])

  using indifferent = new Subscriber()
  indifferent.subscribe("news")
  indifferent.connect(endpoint)
  await receiveSubscription(publisher, "news")
  await publisher.send("news")
  assert.deepEqual(text(await indifferent.receive(timeLimit)), ["news"])
})

test("invertMatching: a subscriber receives what matches none of its subscriptions", async () => {
  using publisher = new XPublisher({ invertMatching: true })
  using subscriber = new Subscriber({ invertMatching: true })
  subscriber.connect(await bindFresh(publisher))
  subscriber.subscribe("a")
  await receiveSubscription(publisher, "a")
  for (const topic of ["apple", "banana", "a", "cherry"]) await publisher.send(topic)
  assert.deepEqual(text(await subscriber.receive(timeLimit)), ["banana"])
  assert.deepEqual(text(await subscriber.receive(timeLimit)), ["cherry"])
})

describe("a subscriber's queue is full", () => {
  test("noDrop: the send waits, and goes on when there is room", async () => {
    using publisher = new XPublisher({ noDrop: true, sendHighWaterMark: 5 })
    using subscriber = new Subscriber({ receiveHighWaterMark: 5 })
    subscriber.subscribe("")
    subscriber.connect(await bindFresh(publisher, "inproc"))
    await receiveSubscription(publisher, "")
    for (let index = 0; index < 10; index += 1) await publisher.send(`${index}`, { timeout: 0 })
    await assert.rejects(publisher.send("one too many", { timeout: 0 }), { name: "TimeoutError", code: "EAGAIN" })
    const waiting = publisher.send("10", timeLimit)
    for (let index = 0; index <= 10; index += 1)
      assert.deepEqual(text(await subscriber.receive(timeLimit)), [`${index}`])
    await waiting
  })

  test("without noDrop a full subscriber misses what is sent, and the send does not wait", async () => {
    using publisher = new XPublisher({ sendHighWaterMark: 5, sendTimeout: 0 })
    using subscriber = new Subscriber({ receiveHighWaterMark: 5 })
    const address = freshAddress("inproc")
    await publisher.bind(address)
    subscriber.subscribe("")
    subscriber.connect(address)
    await receiveSubscription(publisher, "")
    for (let index = 0; index < 20; index += 1) await publisher.send(`${index}`)
    for (let index = 0; index < 10; index += 1)
      assert.deepEqual(text(await subscriber.receive(timeLimit)), [`${index}`])
    await assert.rejects(subscriber.receive({ timeout: 0 }), { code: "EAGAIN" })
  })
})

describe("an XPublisher that is manual", patched, () => {
  test("gives a subscription to whom it is from, also when a message of another comes before", async () => {
    using publisher = new XPublisher({ manual: true })
    const endpoint = await bindFresh(publisher, "inproc")
    using a = new XSubscriber()
    using b = new XSubscriber()
    for (const subscriber of [a, b]) {
      subscriber.connect(endpoint)
      await subscriber.send("connected")
      await publisher.receive(timeLimit)
    }
    // Over inproc all of them wait when the first is read.
    await a.send("a message")
    await a.send("\x01A")
    await b.send("\x01B")
    const prefixes: Record<string, string> = { "\x01A": "A", "\x01B": "B" }
    for (let read = 0; read < 3; read++) {
      const prefix = prefixes[String((await publisher.receive(timeLimit))[0])]
      if (prefix !== undefined) publisher.setOption("subscribe", prefix)
    }
    for (const topic of ["A1", "B1", "A2", "B2"]) await publisher.send(topic)
    for (const [subscriber, topics] of [
      [a, ["A1", "A2"]],
      [b, ["B1", "B2"]],
    ] as const) {
      for (const topic of topics) assert.deepEqual(text(await subscriber.receive(timeLimit)), [topic])
    }
  })

  test("reads the subscription of a peer that has gone, and may answer it", patched, async () => {
    using publisher = new XPublisher({ manual: true })
    const endpoint = await bindFresh(publisher)
    const answered = async (topic: string) => {
      assert.equal(String((await publisher.receive(timeLimit))[0]), subscribe(topic))
      publisher.setOption("subscribe", topic)
    }
    for (let round = 0; round < 5; round++) {
      const peer = await RawPeer.connect(endpoint)
      await peer.greet("SUB")
      peer.socket.end(Buffer.concat(["A", "B"].map((topic) => message(subscribe(topic)))))
      await answered("A")
      // What was given to the peer goes with it.
      await until(() => publisher.topicsCount === 0)
      await answered("B")
      assert.equal(publisher.topicsCount, 0)
      await publisher.send("B message")
      for (const topic of ["A", "B"]) await receiveSubscription(publisher, topic, false)
    }
  })

  test("the work for peers that go does not grow with the subscriptions that wait", async () => {
    const processorTime = async (waiting: number) => {
      const context = new Context()
      const publisher = new XPublisher({ context, manual: true, receiveHighWaterMark: 0 })
      const endpoint = await bindFresh(publisher, "inproc")
      const peers = Array.from({ length: 800 }, () => new XSubscriber({ context, sendHighWaterMark: 0, linger: 0 }))
      for (const peer of peers) peer.connect(endpoint)
      await peers[0]!.sendMany(Array.from({ length: waiting }, (_, index) => (index % 2 === 0 ? "\x01A" : "\x00A")))
      assert.equal(publisher.readable, waiting > 0)
      const before = process.cpuUsage()
      for (const socket of [...peers, publisher]) socket.close()
      await context.term()
      const { user, system } = process.cpuUsage(before)
      return (user + system) / 1000
    }
    const [few, many] = [await processorTime(0), await processorTime(300_000)]
    assert.ok(many < few + 200, `${few} ms, and ${many} ms with 300,000 that wait`)
  })
})

test("long messages that an XSubscriber sends to several XPublishers are freed", {
  skip: patched.skip,
}, async () => {
  using subscriber = new XSubscriber()
  using one = new XPublisher()
  using other = new XPublisher()
  for (const publisher of [one, other]) subscriber.connect(await bindFresh(publisher, "inproc"))
  const long = Buffer.alloc(100_000, "long")
  const before = memoryOutsideHeap()
  for (let round = 0; round < 1000; round++) {
    await subscriber.send(long)
    for (const publisher of [one, other]) assert.equal((await publisher.receive(timeLimit))[0]!.length, long.length)
    if (round % 100 === 0) globalThis.gc!()
  }
  const grown = memoryOutsideHeap() - before
  assert.ok(grown < 75, `the process grew by ${grown} MiB, after ${(1000 * long.length) >> 20} MiB of messages`)
})
