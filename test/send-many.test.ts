import assert from "node:assert/strict"
import { test } from "node:test"
import {
  Context,
  Dealer,
  type MessageLike,
  type OperationOptions,
  PartialSendError,
  Push,
  Reply,
  Request,
  Router,
  SocketClosedError,
  Stream,
  TimeoutError,
  ZmqError,
} from "#lib/index"
import { numbers, Pipeline, receiveText, receiveTexts } from "./pipeline"
import { bindFresh, freshAddress } from "./support/endpoints"
import { text } from "./support/text"
import { soon, until } from "./support/waiting"

const aborted = { name: "AbortError", code: 20 }

/** What the rejection says of a sendMany that ended in the middle. */
async function partial(sending: Promise<number>): Promise<PartialSendError> {
  const error = await sending.then(
    (count) => assert.fail(`all ${count} were sent`),
    (reason) => reason,
  )
  assert.ok(error instanceof PartialSendError, String(error))
  assert.ok(error instanceof ZmqError)
  assert.equal(error.name, "PartialSendError")
  return error
}

test("sendMany sends each element as send does, in order, and resolves with their number", async () => {
  using pipeline = Pipeline.joined()
  const messages = ["text", Buffer.from([0, 255]), ["topic", "", null], 5, null, new Uint16Array([1]), ["one"]]
  assert.equal(await pipeline.push.sendMany(messages), messages.length)
  const received: Buffer[][] = []
  while (pipeline.pull.readable) received.push(await pipeline.pull.receive(soon))
  const expected = [["text"], [Buffer.from([0, 255])], ["topic", "", ""], ["5"], [""], [Buffer.from([1, 0])], ["one"]]
  assert.deepEqual(
    received,
    expected.map((parts) => parts.map((part) => Buffer.from(part as string))),
  )
})

test("sendMany of no messages resolves with 0, also while others wait", async () => {
  using pipeline = new Pipeline()
  assert.equal(await pipeline.push.sendMany([]), 0)
  const waiting = pipeline.push.send("waits")
  assert.equal(await pipeline.push.sendMany([]), 0)
  pipeline.join()
  await waiting
})

test("sendMany of shared memory and of large parts copies them", async () => {
  using pipeline = Pipeline.joined()
  const shared = new SharedArrayBuffer(3)
  const large = Buffer.alloc(100_000, "a")
  await pipeline.push.sendMany([shared, [shared, large], new Uint8Array(shared)])
  new Uint8Array(shared).fill(1)
  large.fill("b")
  assert.deepEqual(await pipeline.pull.receive(soon), [Buffer.alloc(3)])
  assert.deepEqual(await pipeline.pull.receive(soon), [Buffer.alloc(3), Buffer.alloc(100_000, "a")])
  assert.deepEqual(await pipeline.pull.receive(soon), [Buffer.alloc(3)])
})

test("what was given to sendMany may be changed at once, also when it waits", async () => {
  using pipeline = new Pipeline()
  const body = Buffer.from("body")
  const parts = ["topic", body]
  const messages: (string | (string | Buffer)[])[] = ["first", parts]
  const sending = pipeline.push.sendMany(messages)
  body.fill("x")
  parts.push("more")
  messages.push("last")
  pipeline.join()
  assert.equal(await sending, 2)
  assert.equal(await receiveText(pipeline.pull), "first")
  assert.deepEqual(text(await pipeline.pull.receive(soon)), ["topic", "body"])
  assert.equal(pipeline.pull.readable, false)
})

test("sendMany waits while the socket cannot send, and goes on when it can", async () => {
  using pipeline = Pipeline.narrow(3)
  let settled = false
  const sending = pipeline.push.sendMany(numbers(100)).finally(() => {
    settled = true
  })
  assert.equal(await receiveText(pipeline.pull), "0")
  assert.equal(settled, false)
  assert.deepEqual(await receiveTexts(pipeline.pull, 99), numbers(99, 1))
  assert.equal(await sending, 100)
})

test("sendMany over the network keeps the order of many messages", async () => {
  using pipeline = new Pipeline()
  using push = new Push({ linger: 0, sendHighWaterMark: 10 })
  push.connect(await bindFresh(pipeline.pull))
  const sending = push.sendMany(numbers(5000))
  assert.deepEqual(await receiveTexts(pipeline.pull, 5000), numbers(5000))
  assert.equal(await sending, 5000)
})

for (const joined of [true, false]) {
  test(`send and sendMany keep their order among each other, ${joined ? "taken at once" : "waiting"}`, async () => {
    using pipeline = new Pipeline()
    if (joined) pipeline.join()
    const { push } = pipeline
    const settled: number[] = []
    const sends = [
      push.send("0"),
      push.sendMany(["1", "2"]),
      push.sendMany(["3"]),
      push.send(["4"]),
      push.sendMany(numbers(5, 5)),
      push.send("10"),
    ].map((send, index) => (send as Promise<unknown>).then(() => settled.push(index)))
    if (!joined) pipeline.join()
    await Promise.all(sends)
    assert.deepEqual(settled, [0, 1, 2, 3, 4, 5])
    assert.deepEqual(await receiveTexts(pipeline.pull, 11), numbers(11))
  })
}

const expectedPart = "a Buffer, ArrayBufferView, ArrayBuffer, SharedArrayBuffer, string, number, null or undefined"

test("a message that cannot be sent refuses them all, and is named", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const type = { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" }
  const wrong: [messages: unknown, refusal: object][] = [
    [
      ["good", true],
      { ...type, message: new RegExp(`^"messages\\[1\\]" must be ${expectedPart}.*; got boolean true`) },
    ],
    [
      ["good", ["good", {}]],
      { ...type, message: new RegExp(`^"messages\\[1\\]\\[1\\]" must be ${expectedPart}; got`) },
    ],
    [[["good", 5n], "good"], { ...type, message: /^"messages\[0\]\[1\]" must be .*; got bigint 5n/ }],
    [["good", [["nested"]]], { ...type, message: /^"messages\[1\]\[0\]" must be/ }],
    [
      ["good", []],
      { name: "TypeError", code: "ERR_INVALID_ARG_VALUE", message: /^"messages\[1\]" must be an array of/ },
    ],
    [numbers(2000).concat([() => 1] as never[]), { ...type, message: /^"messages\[2000\]" must be/ }],
  ]
  for (const [messages, refusal] of wrong) {
    await assert.rejects(push.sendMany(messages as string[]), refusal)
    await assert.rejects(push.sendMany(messages as string[], soon), refusal)
    assert.equal(pull.readable, false)
  }
  assert.equal(await push.sendMany(["next"]), 1)
  assert.equal(await receiveText(pull), "next")
})

test("a refused sendMany behind sends that wait leaves no gap", async () => {
  using pipeline = new Pipeline()
  const { push } = pipeline
  const before = push.send("before")
  await assert.rejects(push.sendMany(["lost", true as never]), TypeError)
  const after = push.sendMany(["after", "last"])
  pipeline.join()
  await before
  assert.equal(await after, 2)
  assert.deepEqual(await receiveTexts(pipeline.pull, 3), ["before", "after", "last"])
})

test("a Router and a Stream refuse a message without a routing id, and a Stream more than the data", async () => {
  using router = new Router()
  using stream = new Stream()
  const value = { name: "TypeError", code: "ERR_INVALID_ARG_VALUE", message: /^"messages\[1\]" must be/ }
  await assert.rejects(router.sendMany([["id", "good"], ["id"]]), value)
  await assert.rejects(router.sendMany([["id", "good"], "id"]), value)
  const three = ["id", "data", "more"] as unknown as [string, string]
  await assert.rejects(stream.sendMany([["id", "good"], three]), value)
})

test("what is no array of messages is refused", async () => {
  using push = new Push()
  const refusal = { name: "TypeError", code: "ERR_INVALID_ARG_TYPE", message: /^"messages" must be/ }
  for (const messages of ["text", Buffer.from("bytes"), new Set(["a"]), null, undefined, 5, { length: 1, 0: "a" }]) {
    await assert.rejects(push.sendMany(messages as unknown as string[]), refusal)
  }
})

test("options are checked as those of send, before anything is sent", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const refused = async (options: unknown, refusal: object) => {
    await assert.rejects(push.sendMany(["lost"], options as OperationOptions), refusal)
    await assert.rejects(push.sendMany([], options as OperationOptions), refusal)
  }
  await refused({ timeout: "5" }, { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" })
  await refused({ timeout: -2 }, { name: "RangeError", code: "ERR_OUT_OF_RANGE" })
  await refused({ signal: {} }, { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" })
  await refused(5, { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" })
  await refused({ signal: AbortSignal.abort() }, aborted)
  assert.equal(pull.readable, false)
})

test("on a closed socket sendMany rejects with EBADF", async () => {
  const push = new Push()
  push.close()
  await assert.rejects(push.sendMany(["lost"]), { name: "ZmqError", code: "EBADF", message: "Socket is closed" })
})

test("when none was taken, sendMany rejects as send does", async () => {
  using push = new Push({ linger: 0 })
  await assert.rejects(push.sendMany(["a", "b"], { timeout: 0 }), { name: "TimeoutError", timeout: 0 })
  await assert.rejects(push.sendMany(["a", "b"], { timeout: 1 }), { name: "TimeoutError", timeout: 1 })
  const controller = new AbortController()
  const sending = push.sendMany(["a", "b"], { signal: controller.signal })
  controller.abort()
  await assert.rejects(sending, aborted)
  const closing = push.sendMany(["a", "b"])
  push.close()
  await assert.rejects(closing, SocketClosedError)

  using router = new Router({ mandatory: true })
  await assert.rejects(router.sendMany([["nobody", "a"]]), { name: "ZmqError", code: "EHOSTUNREACH" })
})

for (const timeout of [0, 1, 20]) {
  test(`a time-out of ${timeout} in the middle says how many were taken; the rest never goes`, async () => {
    using pipeline = Pipeline.narrow(3)
    const { push, pull } = pipeline
    const error = await partial(push.sendMany(numbers(10), { timeout }))
    assert.equal(error.sent, 3)
    assert.ok(error.cause instanceof TimeoutError)
    assert.equal(error.cause.timeout, timeout)
    assert.equal(error.code, "EAGAIN")
    assert.deepEqual(await receiveTexts(pull, 3), numbers(3))
    await push.send("next")
    assert.equal(await receiveText(pull), "next")
    assert.equal(pull.readable, false)
  })
}

test("sendTimeout is the default time-out of sendMany", async () => {
  using pipeline = Pipeline.narrow(2)
  pipeline.push.sendTimeout = 1
  const error = await partial(pipeline.push.sendMany(numbers(10)))
  assert.equal(error.sent, 2)
  assert.equal((error.cause as TimeoutError).timeout, 1)
})

test("an abort in the middle has the signal's reason as its cause", async () => {
  for (const reason of [undefined, new Error("user left"), "a string"]) {
    using pipeline = Pipeline.narrow(2)
    const controller = new AbortController()
    const sending = pipeline.push.sendMany(numbers(10), { signal: controller.signal })
    controller.abort(reason)
    const error = await partial(sending)
    assert.equal(error.sent, 2)
    assert.equal(error.cause, controller.signal.reason)
    assert.equal(error.code, "ECANCELED")
    assert.deepEqual(await receiveTexts(pipeline.pull, 2), numbers(2))
    assert.equal(pipeline.pull.readable, false)
  }
})

test("what was taken while it waited counts", async () => {
  using pipeline = Pipeline.narrow(2)
  const controller = new AbortController()
  const sending = pipeline.push.sendMany(numbers(10), { signal: controller.signal })
  assert.deepEqual(await receiveTexts(pipeline.pull, 4), numbers(4))
  // It goes on until the socket is full again.
  await until(() => pipeline.pull.readable)
  controller.abort()
  const { sent } = await partial(sending)
  assert.ok(sent > 4 && sent < 10, `${sent} were sent`)
  assert.deepEqual(await receiveTexts(pipeline.pull, sent - 4), numbers(sent - 4, 4))
  assert.equal(pipeline.pull.readable, false)
})

test("close() in the middle has a SocketClosedError as its cause", async () => {
  using pipeline = Pipeline.narrow(2)
  const sending = pipeline.push.sendMany(numbers(10))
  pipeline.push.close()
  const error = await partial(sending)
  assert.equal(error.sent, 2)
  assert.ok(error.cause instanceof SocketClosedError)
  assert.equal(error.code, "EAGAIN")
})

test("the end of the context in the middle has ETERM as its cause", async () => {
  await using context = new Context()
  using pipeline = new Pipeline({ context, sendHighWaterMark: 1 }, { context, receiveHighWaterMark: 1 })
  pipeline.join()
  const sending = pipeline.push.sendMany(numbers(10))
  context.shutdown()
  const error = await partial(sending)
  assert.equal(error.sent, 2)
  assert.equal(error.code, "ETERM")
  assert.equal((error.cause as ZmqError).code, "ETERM")
})

/** A mandatory Router, and a Dealer that it knows as "known". */
async function routed(highWaterMark: number) {
  const router = new Router({ linger: 0, mandatory: true, sendHighWaterMark: highWaterMark })
  const dealer = new Dealer({ linger: 0, routingId: "known", receiveHighWaterMark: highWaterMark })
  const address = freshAddress("inproc")
  await router.bind(address)
  dealer.connect(address)
  await dealer.send("hello")
  await router.receive(soon)
  return { router, dealer }
}

for (const [when, highWaterMark] of [
  ["at once", 1000],
  ["while it waits", 1],
] as const) {
  test(`a message that a mandatory Router cannot route ends the rest of its sendMany, ${when}`, async () => {
    const peers = await routed(highWaterMark)
    using router = peers.router
    using dealer = peers.dealer
    const messages = numbers(8).map((number) => [number === "5" ? "nobody" : "known", number])
    const sending = router.sendMany(messages)
    sending.catch(() => undefined)
    const behind = router.send(["known", "behind"])
    assert.deepEqual(await receiveTexts(dealer, 6), [...numbers(5), "behind"])
    await behind
    const error = await partial(sending)
    assert.equal(error.sent, 5)
    assert.equal(error.code, "EHOSTUNREACH")
    assert.equal((error.cause as ZmqError).syscall, "zmq_msg_send")
    assert.equal(dealer.readable, false)
  })
}

test("a Request takes one message of a sendMany, and then has to receive", async () => {
  using reply = new Reply()
  using request = new Request({ linger: 0 })
  request.connect(await bindFresh(reply, "inproc"))
  const error = await partial(request.sendMany(["one", "two"]))
  assert.equal(error.sent, 1)
  assert.equal(error.code, "EFSM")
  assert.equal(await receiveText(reply), "one")
  await reply.send("answer")
  assert.equal(await receiveText(request), "answer")
  assert.equal(await request.sendMany(["three"]), 1)
})

test("a sendMany counts as one send for pendingSendLimit", async () => {
  using pipeline = new Pipeline({ pendingSendLimit: 2 })
  const sends = [pipeline.push.sendMany(numbers(100)), pipeline.push.sendMany(numbers(100, 100))]
  await assert.rejects(pipeline.push.sendMany(["too many"]), { name: "ZmqError", code: "EBUSY" })
  await assert.rejects(pipeline.push.send("too many"), { code: "EBUSY" })
  pipeline.join()
  assert.deepEqual(await Promise.all(sends), [100, 100])
  assert.deepEqual(await receiveTexts(pipeline.pull, 200), numbers(200))
})

test("multipart messages of a sendMany arrive whole, however it ends", async () => {
  using pipeline = Pipeline.narrow(5)
  const messages = numbers(20).map((number) => [number, "of", "three"])
  const { sent } = await partial(pipeline.push.sendMany(messages, { timeout: 1 }))
  assert.equal(sent, 5)
  for (let index = 0; index < sent; index++) {
    assert.deepEqual(text(await pipeline.pull.receive(soon)), [String(index), "of", "three"])
  }
  assert.equal(pipeline.pull.readable, false)
})

test("aborted, closed and timed-out sendManys in a queue leave the others whole", async () => {
  using pipeline = new Pipeline()
  const { push } = pipeline
  const controller = new AbortController()
  const timedOut = push.sendMany(["lost", "lost"], { timeout: 1 })
  const first = push.sendMany(["0", "1"])
  const gone = push.sendMany(["lost"], { signal: controller.signal })
  const second = push.sendMany(["2"])
  controller.abort()
  await assert.rejects(gone, aborted)
  await assert.rejects(timedOut, TimeoutError)
  pipeline.join()
  assert.deepEqual(await Promise.all([first, second]), [2, 1])
  assert.deepEqual(await receiveTexts(pipeline.pull, 3), numbers(3))
  assert.equal(pipeline.pull.readable, false)
})

test("a getter that closes the socket, or throws, ends the sendMany that reads it with nothing sent", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const reading = (get: () => MessageLike) =>
    Object.defineProperty(["first"] as MessageLike[], 1, { get, enumerable: true })
  const failure = new Error("thrown in a getter")
  const throws = reading(() => {
    throw failure
  })
  await assert.rejects(push.sendMany(throws), failure)
  await assert.rejects(push.sendMany(["first", throws as string[]]), failure)
  assert.equal(pull.readable, false)
  const closes = reading(() => {
    push.close()
    return "second"
  })
  await assert.rejects(push.sendMany(closes), { name: "ZmqError", code: "EBADF" })
  assert.equal(pull.readable, false)
})

test("a getter that sends sends first", async () => {
  using pipeline = Pipeline.joined()
  const { push } = pipeline
  const messages = Object.defineProperty(["second"], 1, {
    get: () => {
      push.send("first")
      return "third"
    },
    enumerable: true,
  })
  assert.equal(await push.sendMany(messages), 2)
  assert.deepEqual(await receiveTexts(pipeline.pull, 3), ["first", "second", "third"])
})

test("a Proxy of an array, and an array with holes, are arrays of messages", async () => {
  using pipeline = Pipeline.joined()
  assert.equal(await pipeline.push.sendMany(new Proxy(["a", ["b"]], {})), 2)
  assert.equal(await pipeline.push.sendMany([new Proxy(["c", "d"], {})]), 1)
  const holes: MessageLike[] = []
  holes[1] = "e"
  assert.equal(await pipeline.push.sendMany(holes), 2)
  assert.deepEqual(text(await pipeline.pull.receive(soon)), ["a"])
  assert.deepEqual(text(await pipeline.pull.receive(soon)), ["b"])
  assert.deepEqual(text(await pipeline.pull.receive(soon)), ["c", "d"])
  assert.deepEqual(text(await pipeline.pull.receive(soon)), [""])
  assert.deepEqual(text(await pipeline.pull.receive(soon)), ["e"])
})

test("a million messages go in one sendMany", { timeout: 60_000 }, async () => {
  using pipeline = Pipeline.joined({ sendHighWaterMark: 0 }, { receiveHighWaterMark: 0 })
  assert.equal(await pipeline.push.sendMany(numbers(1_000_000)), 1_000_000)
  for (let index = 0; index < 1_000_000; index++) {
    const [part] = await pipeline.pull.receive(soon)
    if (String(part) !== String(index)) assert.fail(`message ${index} is ${part}`)
  }
})
