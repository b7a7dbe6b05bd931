import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Dealer, Publisher, Pull, Push, Request, Router, Subscriber, XPublisher } from "#lib/index"
import { bindFresh, reservedEndpoint } from "../support/endpoints"
import { memoryOutsideHeap } from "../support/memory"
import { receiveSubscription } from "../support/subscriptions"
import { text } from "../support/text"
import { timeLimit } from "../support/waiting"

const timedOut = { name: "TimeoutError", code: "EAGAIN", syscall: "zmq_msg_send" }

describe("a send beyond the high-water mark waits", () => {
  for (const Sender of [Push, Dealer]) {
    test(`${Sender.name}: for a peer that is not there yet, exactly that many are queued`, async () => {
      using sender = new Sender({ sendHighWaterMark: 7, linger: 0 })
      sender.connect(reservedEndpoint())
      for (let index = 0; index < 7; index += 1) await sender.send(`${index}`, { timeout: 0 })
      assert.equal(sender.writable, false)
      await assert.rejects(sender.send("one too many", { timeout: 0 }), timedOut)
      await assert.rejects(sender.send("one too many", { timeout: 20 }), timedOut)
    })

    test(`${Sender.name}: over inproc, the marks of both sides add up, and a receive makes room`, async () => {
      using receiver = Sender === Push ? new Pull({ receiveHighWaterMark: 4 }) : new Dealer({ receiveHighWaterMark: 4 })
      using sender = new Sender({ sendHighWaterMark: 3 })
      sender.connect(await bindFresh(receiver, "inproc"))
      for (let index = 0; index < 7; index += 1) await sender.send(`${index}`, { timeout: 0 })
      await assert.rejects(sender.send("one too many", { timeout: 0 }), timedOut)
      const waiting = sender.send("7", timeLimit)
      for (let index = 0; index < 7; index += 1) assert.deepEqual(text(await receiver.receive(timeLimit)), [`${index}`])
      await waiting
      assert.deepEqual(text(await receiver.receive(timeLimit)), ["7"])
    })
  }

  test("Request: for a peer, as long as there is none", async () => {
    using request = new Request()
    const endpoint = await bindFresh(request)
    assert.equal(request.writable, false)
    await assert.rejects(request.send("question", { timeout: 0 }), timedOut)
    const waiting = request.send("question", timeLimit)
    using router = new Router()
    router.connect(endpoint)
    await waiting
    assert.deepEqual(text((await router.receive(timeLimit)).slice(1)), ["", "question"])
  })

  test("sendTimeout is how long, for every send", async () => {
    using push = new Push({ sendTimeout: 20 })
    await bindFresh(push)
    const message = "The message could not be sent within 20 ms: no peer is connected, or none has room"
    await assert.rejects(push.send("to nobody"), { ...timedOut, message })
    push.sendTimeout = 0
    await assert.rejects(push.send("to nobody"), timedOut)
  })

  test("a mandatory Router: for the one peer whose queue is full, while it serves others", async () => {
    using router = new Router({ mandatory: true, sendHighWaterMark: 2 })
    const endpoint = await bindFresh(router, "inproc")
    using slow = new Dealer({ routingId: "slow", receiveHighWaterMark: 2 })
    using quick = new Dealer({ routingId: "quick", receiveHighWaterMark: 2 })
    for (const dealer of [slow, quick]) {
      dealer.connect(endpoint)
      await dealer.send("hello")
      await router.receive(timeLimit)
    }
    for (let index = 0; index < 4; index += 1) await router.send(["slow", `${index}`], { timeout: 0 })
    await assert.rejects(router.send(["slow", "4"], { timeout: 0 }), timedOut)
    await router.send(["quick", "there is room"], { timeout: 0 })
    assert.deepEqual(text(await quick.receive(timeLimit)), ["there is room"])
    const waiting = router.send(["slow", "4"], timeLimit)
    for (let index = 0; index <= 4; index += 1) assert.deepEqual(text(await slow.receive(timeLimit)), [`${index}`])
    await waiting
  })

  test("without a high-water mark no send waits", async () => {
    using push = new Push({ sendHighWaterMark: 0, sendTimeout: 0, linger: 0 })
    push.connect(reservedEndpoint())
    for (let index = 0; index < 20_000; index += 1) await push.send(`${index}`)
    assert.equal(push.writable, true)
  })
})

test("nothing is lost between a quick sender and a slow receiver", async () => {
  const count = 3_000
  using push = new Push({ sendHighWaterMark: 10 })
  using pull = new Pull({ receiveHighWaterMark: 10 })
  pull.connect(await bindFresh(push))
  const sending = (async () => {
    for (let index = 0; index < count; index += 1) await push.send(`${index}`)
  })()
  for (let index = 0; index < count; index += 1) {
    assert.deepEqual(text(await pull.receive(timeLimit)), [`${index}`])
    if (index % 100 === 0) await new Promise(setImmediate)
  }
  await sending
})

describe("a Publisher drops what a subscriber has no room for, and does not wait", () => {
  test("over inproc: exactly what is beyond the marks of both sides", async () => {
    using publisher = new Publisher({ sendHighWaterMark: 3, sendTimeout: 0 })
    using slow = new Subscriber({ receiveHighWaterMark: 4 })
    slow.subscribe("")
    slow.connect(await bindFresh(publisher, "inproc"))
    // Over inproc what a subscriber says is there at once, and asking for the socket's state takes it in.
    assert.equal(publisher.writable, true)
    for (let index = 0; index < 100; index += 1) await publisher.send(`${index}`)
    for (let index = 0; index < 7; index += 1) assert.deepEqual(text(await slow.receive(timeLimit)), [`${index}`])
    await assert.rejects(slow.receive({ timeout: 0 }), { code: "EAGAIN" })
    assert.equal(publisher.writable, true)
    await publisher.send("there is room again")
    assert.deepEqual(text(await slow.receive(timeLimit)), ["there is room again"])
  })

  test("a slow one does not keep messages from the others", async () => {
    using publisher = new Publisher({ sendHighWaterMark: 3, sendTimeout: 0 })
    const endpoint = await bindFresh(publisher, "inproc")
    using slow = new Subscriber({ receiveHighWaterMark: 1 })
    using quick = new Subscriber({ receiveHighWaterMark: 1000 })
    for (const subscriber of [slow, quick]) {
      subscriber.subscribe("")
      subscriber.connect(endpoint)
    }
    assert.equal(publisher.writable, true)
    for (let index = 0; index < 100; index += 1) {
      await publisher.send(`${index}`)
      assert.deepEqual(text(await quick.receive(timeLimit)), [`${index}`])
    }
  })
})

describe("memory stays bounded", () => {
  const megabyte = 1 << 20
  const body = Buffer.alloc(megabyte)

  test("400 MB are published to a subscriber that does not read", async () => {
    using publisher = new XPublisher({ sendHighWaterMark: 5, linger: 0 })
    using subscriber = new Subscriber({ receiveHighWaterMark: 5 })
    subscriber.subscribe("")
    subscriber.connect(await bindFresh(publisher))
    await receiveSubscription(publisher, "")
    const before = memoryOutsideHeap()
    for (let index = 0; index < 400; index += 1) await publisher.send(body)
    const grown = memoryOutsideHeap() - before
    assert.ok(grown < 100, `grew by ${grown} MiB`)
  })

  test("a Push takes no more than its mark and pendingSendLimit say", async () => {
    using push = new Push({ sendHighWaterMark: 5, pendingSendLimit: 10, linger: 0 })
    push.connect(reservedEndpoint())
    const before = memoryOutsideHeap()
    for (let index = 0; index < 5; index += 1) await push.send(body)
    const waiting = Array.from({ length: 10 }, () => push.send(body))
    for (let index = 0; index < 100; index += 1) await assert.rejects(push.send(body), { code: "EBUSY" })
    const grown = memoryOutsideHeap() - before
    assert.ok(grown < 50, `grew by ${grown} MiB`)
    push.close()
    for (const send of waiting) await assert.rejects(send, { name: "SocketClosedError" })
  })
})
