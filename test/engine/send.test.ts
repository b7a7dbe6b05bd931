import assert from "node:assert/strict"
import { test } from "node:test"
import { Dealer, Pull, Push, Router, SocketClosedError, TimeoutError, ZmqError } from "#lib/index"
import { bindFresh, freshAddress } from "../support/endpoints"
import { numbers, Pipeline, receiveText, receiveTexts } from "../support/pipeline"
import { timeLimit } from "../support/waiting"

const busy = { name: "ZmqError", code: "EBUSY", syscall: "zmq_msg_send" }
const timedOut = { name: "TimeoutError", code: "EAGAIN", syscall: "zmq_msg_send" }
const closed = { name: "SocketClosedError", code: "EAGAIN", syscall: "zmq_msg_send" }

test("a send that libzmq accepts resolves with undefined, and the message arrives", async () => {
  using pipeline = Pipeline.joined()
  assert.equal(await pipeline.push.send("one"), undefined)
  assert.equal(await receiveText(pipeline.pull), "one")
})

test("sends that are not awaited arrive in the order of their calls", async () => {
  using push = new Push({ linger: 0, sendHighWaterMark: 0 })
  using pull = new Pull({ receiveHighWaterMark: 0 })
  push.connect(await bindFresh(pull))
  const sent = numbers(5000).map((text) => push.send(text))
  assert.deepEqual(await receiveTexts(pull, 5000), numbers(5000))
  await Promise.all(sent)
})

test("an array is sent as the parts of one message", async () => {
  using pipeline = Pipeline.joined()
  await pipeline.push.send(["one", "", "three"])
  assert.deepEqual((await pipeline.pull.receive(timeLimit)).map(String), ["one", "", "three"])
})

test("sends without a peer wait, and are sent in order when there is one", async () => {
  using pipeline = new Pipeline()
  const resolved: string[] = []
  const sends = numbers(200).map((text, index) =>
    pipeline.push.send(index % 2 === 0 ? text : [text, "and more"]).then(() => resolved.push(text)),
  )
  pipeline.join()
  await Promise.all(sends)
  assert.deepEqual(resolved, numbers(200))
  for (const text of numbers(200)) {
    const expected = Number(text) % 2 === 0 ? [text] : [text, "and more"]
    assert.deepEqual((await pipeline.pull.receive(timeLimit)).map(String), expected)
  }
})

test("sends without a peer go out when one comes over the network", async () => {
  using push = new Push({ linger: 0 })
  const address = await bindFresh(push)
  const sends = numbers(50).map((text) => push.send(text))
  using pull = new Pull()
  pull.connect(address)
  assert.deepEqual(await receiveTexts(pull, 50), numbers(50))
  await Promise.all(sends)
})

test("a send at the high-water mark waits until messages are received", async () => {
  using pipeline = Pipeline.narrow(2)
  await pipeline.push.send("0", timeLimit)
  await pipeline.push.send("1", timeLimit)
  assert.equal(pipeline.push.writable, false)
  const order: string[] = []
  const waiting = numbers(20, 2).map((text) => pipeline.push.send(text).then(() => order.push(text)))
  assert.deepEqual(await receiveTexts(pipeline.pull, 22), numbers(22))
  await Promise.all(waiting)
  assert.deepEqual(order, numbers(20, 2))
})

test("a send behind one that waits does not overtake it, though there is room again", async () => {
  using pipeline = new Pipeline()
  const first = pipeline.push.send("first")
  pipeline.join()
  const second = pipeline.push.send("second")
  const third = pipeline.push.send("third", { timeout: 10_000 })
  assert.deepEqual(await receiveTexts(pipeline.pull, 3), ["first", "second", "third"])
  await Promise.all([first, second, third])
})

test("writable: false without a peer, at the high-water mark, while sends wait, and when closed", async () => {
  using pipeline = new Pipeline({ sendHighWaterMark: 1 }, { receiveHighWaterMark: 1 })
  const { push, pull } = pipeline
  assert.equal(push.writable, false)
  const waiting = push.send("0")
  pipeline.join()
  assert.equal(push.writable, false, "a new send would queue behind the one that waits")
  await waiting
  assert.equal(push.writable, true)
  await push.send("1")
  assert.equal(push.writable, false)
  assert.deepEqual(await receiveTexts(pull, 2), ["0", "1"])
  assert.equal(push.writable, true)
  push.close()
  assert.equal(push.writable, false)
})

test("pendingSendLimit is 1000: one more rejects with EBUSY, and those that wait are sent", async () => {
  using pipeline = new Pipeline({}, { receiveHighWaterMark: 0 })
  assert.equal(pipeline.push.pendingSendLimit, 1000)
  const waiting = numbers(1000).map((text) => pipeline.push.send(text))
  await assert.rejects(pipeline.push.send("too many"), {
    ...busy,
    message: "1000 sends wait already; await them, or raise pendingSendLimit",
  })
  await assert.rejects(pipeline.push.send("too many", { timeout: 10_000 }), busy)
  pipeline.join()
  assert.deepEqual(await receiveTexts(pipeline.pull, 1000), numbers(1000))
  await Promise.all(waiting)
  await pipeline.push.send("after")
  assert.equal(await receiveText(pipeline.pull), "after")
})

test("pendingSendLimit: in the constructor and later, raised and lowered", async () => {
  using push = new Push({ linger: 0, pendingSendLimit: 1 })
  assert.equal(push.pendingSendLimit, 1)
  const sends = [push.send("0")]
  await assert.rejects(push.send("1"), busy)
  push.pendingSendLimit = 2
  sends.push(push.send("1"))
  await assert.rejects(push.send("2"), busy)
  push.pendingSendLimit = 1
  await assert.rejects(push.send("2"), busy)
  push.close()
  for (const send of sends) await assert.rejects(send, SocketClosedError)
})

test("pendingSendLimit: a value that is not a number of messages is refused", () => {
  const notNumber = { name: "TypeError", code: "ERR_INVALID_ARG_TYPE", message: /"pendingSendLimit" must be a number/ }
  const notCount = {
    name: "TypeError",
    code: "ERR_INVALID_ARG_VALUE",
    message: /"pendingSendLimit" must be an integer/,
  }
  using push = new Push()
  for (const limit of ["5", null, {}, 5n] as unknown as number[]) {
    assert.throws(() => new Push({ pendingSendLimit: limit }), notNumber)
    assert.throws(() => (push.pendingSendLimit = limit), notNumber)
  }
  for (const limit of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => new Push({ pendingSendLimit: limit }), notCount)
    assert.throws(() => (push.pendingSendLimit = limit), notCount)
  }
  assert.equal(push.pendingSendLimit, 1000)
})

test("sendTimeout 0 rejects at once with EAGAIN, and nothing is sent later", async () => {
  using pipeline = new Pipeline({ sendTimeout: 0 })
  const message = "The message could not be sent within 0 ms: no peer is connected, or none has room"
  await assert.rejects(pipeline.push.send("lost"), { ...timedOut, message, timeout: 0 })
  await assert.rejects(pipeline.push.send(["lost", "too"]), { ...timedOut, message })
  pipeline.join()
  await pipeline.push.send("kept")
  assert.equal(await receiveText(pipeline.pull), "kept")
})

test("sendTimeout 0 rejects at once also behind a send that waits", async () => {
  using pipeline = new Pipeline()
  const waiting = pipeline.push.send("waited")
  pipeline.push.sendTimeout = 0
  await assert.rejects(pipeline.push.send("lost"), TimeoutError)
  pipeline.push.sendTimeout = -1
  pipeline.join()
  await waiting
  await pipeline.push.send("after")
  assert.deepEqual(await receiveTexts(pipeline.pull, 2), ["waited", "after"])
})

test("the memory of a message may be used again at once, also when the send waits", async () => {
  using pipeline = new Pipeline()
  const bytes = Buffer.alloc(100_000)
  const sends: Promise<void>[] = []
  for (let value = 0; value < 10; value++) {
    sends.push(pipeline.push.send(value % 2 === 0 ? bytes.fill(value) : ["part", bytes.fill(value)]))
  }
  pipeline.join()
  sends.push(pipeline.push.send(bytes.fill(10)))
  bytes.fill(255)
  await Promise.all(sends)
  for (let value = 0; value <= 10; value++) {
    const body = (await pipeline.pull.receive(timeLimit)).at(-1)
    assert.ok(body?.equals(Buffer.alloc(100_000, value)), `message ${value} has its own bytes`)
  }
})

test("the array of a message may be used again at once, also when the send waits", async () => {
  using pipeline = new Pipeline()
  const parts = ["a", "b"]
  const send = pipeline.push.send(parts)
  parts[0] = "changed"
  parts.push("added")
  pipeline.join()
  await send
  assert.deepEqual((await pipeline.pull.receive(timeLimit)).map(String), ["a", "b"])
})

test("close() rejects every send that waits, in order, and their messages go nowhere", async () => {
  using pipeline = new Pipeline()
  const ended: string[] = []
  const sends = numbers(100).map((text) =>
    pipeline.push.send(text, Number(text) % 2 === 0 ? undefined : { timeout: 10_000 }).catch((error) => {
      assert.ok(error instanceof SocketClosedError && error instanceof ZmqError)
      assert.equal(error.message, "Socket was closed while the operation waited")
      ended.push(text)
      throw error
    }),
  )
  pipeline.push.close()
  for (const send of sends) await assert.rejects(send, closed)
  assert.deepEqual(ended, numbers(100))
  assert.equal(pipeline.pull.readable, false)
})

test("a send that libzmq refuses rejects alone: those before and behind it are sent", async () => {
  using router = new Router({ linger: 0, mandatory: true, sendHighWaterMark: 1 })
  using dealer = new Dealer({ linger: 0, routingId: "known", receiveHighWaterMark: 1 })
  const address = freshAddress("inproc")
  await router.bind(address)
  dealer.connect(address)
  await dealer.send("hello")
  await router.receive(timeLimit)

  const sends: Promise<void>[] = []
  for (const id of ["known", "known", "known", "nobody", "known", "nobody"]) {
    const send = router.send([id, String(sends.length)])
    send.catch(() => undefined)
    sends.push(send)
  }
  assert.deepEqual(await receiveTexts(dealer, 4), ["0", "1", "2", "4"])
  const outcomes = await Promise.allSettled(sends)
  assert.deepEqual(
    outcomes.map((outcome) => (outcome.status === "rejected" ? outcome.reason.code : "sent")),
    ["sent", "sent", "sent", "EHOSTUNREACH", "sent", "EHOSTUNREACH"],
  )
})

test("100,000 sends that wait go out in order", { timeout: 60_000 }, async () => {
  const count = 100_000
  using pipeline = new Pipeline({ sendHighWaterMark: 0, pendingSendLimit: count }, { receiveHighWaterMark: 0 })
  const sends = numbers(count).map((text) => pipeline.push.send(text))
  pipeline.join()
  await Promise.all(sends)
  for (let index = 0; index < count; index++) {
    const [part] = await pipeline.pull.receive(timeLimit)
    if (part?.toString() !== String(index)) assert.fail(`message ${index} is ${part}`)
  }
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
