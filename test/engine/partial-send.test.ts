import assert from "node:assert/strict"
import { test } from "node:test"
import {
  Context,
  Dealer,
  PartialSendError,
  Reply,
  Request,
  Router,
  SocketClosedError,
  TimeoutError,
  ZmqError,
} from "#lib/index"
import { bindFresh, freshAddress } from "../support/endpoints"
import { numbers, Pipeline, receiveText, receiveTexts } from "../support/pipeline"
import { text } from "../support/text"
import { timeLimit, until } from "../support/waiting"

// A sendMany that ends when some of its messages were taken, and some were not.

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

for (const timeout of [0, 1, 20]) {
  test(`a time-out of ${timeout} in the middle: the error has the number sent, and the rest is never sent`, async () => {
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
  for (const reason of [undefined, new Error("user left"), "a string", Symbol("s"), Object.create(null)]) {
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

test("messages sent while it waited count", async () => {
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
  await router.receive(timeLimit)
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

test("a Request takes one message of a sendMany that must not wait, and then has to receive", async () => {
  using reply = new Reply()
  using request = new Request({ linger: 0 })
  request.connect(await bindFresh(reply, "inproc"))
  const error = await partial(request.sendMany(["one", "two"], { timeout: 0 }))
  assert.equal(error.sent, 1)
  assert.equal(error.code, "EFSM")
  assert.equal(await receiveText(reply), "one")
  await reply.send("answer")
  assert.equal(await receiveText(request), "answer")
  assert.equal(await request.sendMany(["three"]), 1)
})

test("multipart messages of a sendMany arrive whole, however it ends", async () => {
  using pipeline = Pipeline.narrow(5)
  const messages = numbers(20).map((number) => [number, "of", "three"])
  const { sent } = await partial(pipeline.push.sendMany(messages, { timeout: 1 }))
  assert.equal(sent, 5)
  for (let index = 0; index < sent; index++) {
    assert.deepEqual(text(await pipeline.pull.receive(timeLimit)), [String(index), "of", "three"])
  }
  assert.equal(pipeline.pull.readable, false)
})
