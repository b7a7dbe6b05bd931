import assert from "node:assert/strict"
import { test } from "node:test"
import { setImmediate } from "node:timers/promises"
import {
  type OperationOptions,
  Pull,
  Push,
  Reply,
  Request,
  SocketClosedError,
  TimeoutError,
  ZmqError,
} from "#lib/index"
import { numbers, Pipeline, receiveText, receiveTexts } from "../support/pipeline"
import { timeLimit, until } from "../support/waiting"

test("receiveTimeout: a receive that gets no message in time rejects with a TimeoutError", async () => {
  using pull = new Pull({ receiveTimeout: 20 })
  const start = performance.now()
  await assert.rejects(pull.receive(), (error) => {
    assert.ok(error instanceof TimeoutError && error instanceof ZmqError && !(error instanceof SocketClosedError))
    assert.equal(error.name, "TimeoutError")
    assert.equal(error.code, "EAGAIN")
    assert.equal(error.syscall, "zmq_msg_recv")
    assert.equal(error.timeout, 20)
    assert.equal(error.message, "No message arrived within 20 ms")
    return true
  })
  // A timer of 20 ms may fire 1 ms early by this clock.
  assert.ok(performance.now() - start >= 19)
})

test("sendTimeout: a send that is not taken in time rejects with a TimeoutError", async () => {
  using push = new Push({ sendTimeout: 20 })
  const start = performance.now()
  await assert.rejects(push.send("lost"), {
    name: "TimeoutError",
    code: "EAGAIN",
    syscall: "zmq_msg_send",
    timeout: 20,
    message: "The message could not be sent within 20 ms: no peer is connected, or none has room",
  })
  assert.ok(performance.now() - start >= 19)
})

test("a time-out of 0 rejects at once: before the event loop has turned twice", async () => {
  const rejectsAtOnce = async (operation: Promise<unknown>) => {
    let reason: unknown
    operation.catch((error) => {
      reason = error
    })
    for (let turn = 0; turn < 2; turn++) await setImmediate()
    assert.ok(reason instanceof TimeoutError && reason.timeout === 0, `it rejected with ${reason}`)
  }
  using pull = new Pull()
  using push = new Push()
  await rejectsAtOnce(pull.receive({ timeout: 0 }))
  await rejectsAtOnce(push.send("", { timeout: 0 }))
  pull.receiveTimeout = 0
  push.sendTimeout = 0
  await rejectsAtOnce(pull.receive())
  await rejectsAtOnce(push.send(""))
})

test("with a time-out of 0, operations that are possible at once succeed", async () => {
  using pipeline = Pipeline.joined({ sendTimeout: 0 }, { receiveTimeout: 0 })
  for (const text of numbers(3)) await pipeline.push.send(text)
  await pipeline.push.send("3", { timeout: 0 })
  assert.equal(await receiveText(pipeline.pull, {}), "0")
  assert.equal(await receiveText(pipeline.pull, { timeout: 0 }), "1")
  assert.deepEqual(await receiveTexts(pipeline.pull, 2), ["2", "3"])
})

test("the call's own time-out overrides the socket's, in both directions", async () => {
  using pipeline = new Pipeline({ sendTimeout: 1 }, { receiveTimeout: 1 })
  const { push, pull } = pipeline
  const receive = receiveText(pull, { timeout: -1 })
  const send = push.send("patient", { timeout: -1 })
  await assert.rejects(pull.receive(), { name: "TimeoutError", timeout: 1 })
  await assert.rejects(push.send("hasty"), { name: "TimeoutError", timeout: 1 })
  pipeline.join()
  await send
  assert.equal(await receive, "patient")

  pull.receiveTimeout = -1
  await assert.rejects(pull.receive({ timeout: 2 }), { name: "TimeoutError", timeout: 2 })
  await assert.rejects(pull.receive({ timeout: 0 }), { name: "TimeoutError", timeout: 0 })
})

test("options without a time-out leave the socket's in force", async () => {
  using pull = new Pull({ receiveTimeout: 3 })
  using push = new Push({ sendTimeout: 3 })
  for (const options of [{}, { timeout: undefined } as unknown as OperationOptions]) {
    await assert.rejects(pull.receive(options), { name: "TimeoutError", timeout: 3 })
    await assert.rejects(push.send("", options), { name: "TimeoutError", timeout: 3 })
  }
})

test("a time-out set while an operation waits is for later ones", async () => {
  using pipeline = Pipeline.joined()
  const receive = receiveText(pipeline.pull, {})
  pipeline.pull.receiveTimeout = 1
  await assert.rejects(pipeline.pull.receive(), { name: "TimeoutError", timeout: 1 })
  await pipeline.push.send("0")
  assert.equal(await receive, "0")
})

test("the message that a timed-out receive would have got goes to the next one, in order", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const receives = [
    receiveText(pull),
    receiveText(pull, { timeout: 1 }),
    receiveText(pull),
    receiveText(pull, { timeout: 2 }),
  ]
  const timedOut = [receives[1], receives[3]].map((receive) => assert.rejects(receive as Promise<string>, TimeoutError))
  await Promise.all(timedOut)
  await push.send("0")
  await push.send("1")
  await push.send("2")
  assert.deepEqual(await Promise.all([receives[0], receives[2]]), ["0", "1"])
  assert.equal(await receiveText(pull), "2")
})

test("a send that timed out is never delivered, and those around it keep their order", async () => {
  using pipeline = new Pipeline()
  const { push } = pipeline
  const timed = new Set([0, 3, 4, 9])
  const sends = numbers(10).map((text, index) => push.send(text, timed.has(index) ? { timeout: 1 } : undefined))
  for (const index of timed) await assert.rejects(sends[index] as Promise<void>, TimeoutError)
  pipeline.join()
  await Promise.all(sends.filter((_, index) => !timed.has(index)))
  assert.deepEqual(await receiveTexts(pipeline.pull, 6), ["1", "2", "5", "6", "7", "8"])
  await push.send("end")
  assert.equal(await receiveText(pipeline.pull), "end")
})

test("sends that time out make room below pendingSendLimit", async () => {
  using pipeline = new Pipeline({ pendingSendLimit: 2 })
  const short = pipeline.push.send("short", { timeout: 1 })
  const long = pipeline.push.send("long")
  await assert.rejects(pipeline.push.send("too many"), { code: "EBUSY" })
  await assert.rejects(short, TimeoutError)
  const next = pipeline.push.send("next")
  pipeline.join()
  await Promise.all([long, next])
  assert.deepEqual(await receiveTexts(pipeline.pull, 2), ["long", "next"])
})

test("an operation that succeeded or was closed does not time out later", async () => {
  using pipeline = Pipeline.joined()
  const timeout = 300
  const start = performance.now()
  const receive = receiveText(pipeline.pull, { timeout })
  const closing = pipeline.pull.receive({ timeout })
  closing.catch(() => undefined)
  await pipeline.push.send("0")
  assert.equal(await receive, "0")
  pipeline.pull.close()
  await assert.rejects(closing, SocketClosedError)
  await until(() => performance.now() - start > timeout + 10)
})

test("a Request that timed out waiting goes on: the reply can still be received", async () => {
  using reply = new Reply()
  using request = new Request({ linger: 0 })
  await reply.bind("inproc://slow-reply")
  request.connect("inproc://slow-reply")
  await request.send("question")
  await assert.rejects(request.receive({ timeout: 1 }), TimeoutError)
  await assert.rejects(request.send("another", { timeout: 0 }), { code: "EFSM" })
  await reply.receive(timeLimit)
  await reply.send("answer")
  assert.equal(await receiveText(request), "answer")
})

test("the longest time-out is accepted, and keeps waiting", async () => {
  using pull = new Pull()
  let settled = false
  const receive = pull.receive({ timeout: 0x7fffffff }).finally(() => {
    settled = true
  })
  receive.catch(() => undefined)
  for (let turn = 0; turn < 5; turn++) await setImmediate()
  assert.equal(settled, false)
  pull.close()
  await assert.rejects(receive, SocketClosedError)
})

test("an invalid time-out is refused before anything is done", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  await push.send("kept")
  const type = { name: "TypeError", code: "ERR_INVALID_ARG_TYPE", message: /^"options\.timeout" must be a number/ }
  const range = {
    name: "RangeError",
    code: "ERR_OUT_OF_RANGE",
    message: /^"options\.timeout" must be an integer from -1/,
  }
  const both = async (options: unknown, expected: object) => {
    await assert.rejects(pull.receive(options as OperationOptions), expected)
    await assert.rejects(push.send("lost", options as OperationOptions), expected)
  }
  for (const timeout of ["5", null, true, 5n, {}]) await both({ timeout }, type)
  for (const timeout of [-2, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 0x80000000]) await both({ timeout }, range)
  for (const options of [null, 5, "5"]) {
    await both(options, { name: "TypeError", code: "ERR_INVALID_ARG_TYPE", message: /^"options" must be an object/ })
  }
  assert.equal(await receiveText(pull), "kept")
  assert.equal(pull.readable, false)
})
