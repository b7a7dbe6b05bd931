import assert from "node:assert/strict"
import { test } from "node:test"
import { setImmediate } from "node:timers/promises"
import {
  Context,
  type Message,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  SocketClosedError,
  Subscriber,
  TimeoutError,
} from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { numbers, Pipeline, receiveText } from "../support/pipeline"
import { timeLimit, until } from "../support/waiting"

/** Receives messages of one part, as text. */
async function receiveManyTexts(
  socket: { receiveMany: Pull["receiveMany"] },
  options: Parameters<Pull["receiveMany"]>[0] = timeLimit,
): Promise<string[]> {
  return (await socket.receiveMany(options)).map((message) => {
    assert.equal(message.length, 1)
    return String(message[0])
  })
}

async function sendNumbers(push: Push, count: number, first = 0): Promise<void> {
  for (const number of numbers(count, first)) await push.send(number)
}

test("receiveMany resolves with all that is there, each message an array of Buffers", async () => {
  using pipeline = Pipeline.joined()
  await pipeline.push.send(["topic", Buffer.from([0, 255]), ""])
  await pipeline.push.send("second")
  const messages: Message[][] = await pipeline.pull.receiveMany()
  assert.ok(messages.flat().every(Buffer.isBuffer))
  assert.deepEqual(messages, [[Buffer.from("topic"), Buffer.from([0, 255]), Buffer.alloc(0)], [Buffer.from("second")]])
  assert.equal(pipeline.pull.readable, false)
})

for (const count of [1, 2, 31, 32, 33, 200, 511, 512, 513, 2000]) {
  test(`receiveMany receives ${count} messages, all of them and in order`, async () => {
    using pipeline = Pipeline.joined({ sendHighWaterMark: 0 }, { receiveHighWaterMark: 0 })
    await sendNumbers(pipeline.push, count)
    const seen: string[] = []
    let calls = 0
    for (; seen.length < count; calls++) seen.push(...(await receiveManyTexts(pipeline.pull, { timeout: 0 })))
    assert.deepEqual(seen, numbers(count))
    assert.ok(calls <= Math.ceil(count / 100) + 5, `${calls} calls`)
    await assert.rejects(pipeline.pull.receiveMany({ timeout: 0 }), TimeoutError)
  })
}

test("max is the most messages of one call; the rest is for the next, of any kind", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  await sendNumbers(push, 20)
  assert.deepEqual(await receiveManyTexts(pull, { max: 1 }), ["0"])
  assert.deepEqual(await receiveManyTexts(pull, { max: 3 }), numbers(3, 1))
  assert.equal(await receiveText(pull), "4")
  assert.deepEqual(await receiveManyTexts(pull, { max: 2, timeout: 0 }), numbers(2, 5))
  for await (const [part] of pull) {
    assert.equal(String(part), "7")
    break
  }
  assert.equal(pull.readable, true)
  assert.deepEqual(await receiveManyTexts(pull, { max: 1000 }), numbers(12, 8))
  assert.equal(pull.readable, false)
})

test("receiveMany gives prefetched messages and later ones together", async () => {
  using pipeline = Pipeline.joined()
  await sendNumbers(pipeline.push, 5)
  assert.equal(await receiveText(pipeline.pull), "0")
  await sendNumbers(pipeline.push, 5, 5)
  const first = await receiveManyTexts(pipeline.pull)
  const rest = first.length === 9 ? [] : await receiveManyTexts(pipeline.pull)
  assert.deepEqual([...first, ...rest], numbers(9, 1))
})

test("receiveMany waits for the first message and no longer", async () => {
  using pipeline = Pipeline.joined()
  let settled = false
  const receiving = receiveManyTexts(pipeline.pull, { max: 10 }).finally(() => {
    settled = true
  })
  await setImmediate()
  assert.equal(settled, false)
  await pipeline.push.send("0")
  assert.deepEqual(await receiving, ["0"])
})

test("receiveMany over the network gets all that waits", async () => {
  using pull = new Pull()
  using push = new Push({ linger: 0 })
  push.connect(await bindFresh(pull))
  const seen: string[] = []
  const sending = sendNumbers(push, 3000)
  while (seen.length < 3000) {
    const texts = await receiveManyTexts(pull)
    assert.ok(texts.length > 0)
    seen.push(...texts)
  }
  await sending
  assert.deepEqual(seen, numbers(3000))
})

test("receives of all kinds that wait are served first in, first out", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const iterator = pull[Symbol.asyncIterator]()
  const settled: number[] = []
  const calls = [
    pull.receive(),
    pull.receiveMany({ max: 2 }),
    iterator.next().then(({ value }) => value as Message[]),
    pull.receiveMany({ max: 1 }),
    pull.receive({ timeout: 10_000 }),
    pull.receiveMany(),
  ].map(async (call, index) => {
    const received: Message[] | Message[][] = await call
    settled.push(index)
    return received.flat().map(String)
  })
  let sent = 0
  let served = 0
  for (const call of calls) void call.then(() => served++)
  while (served < calls.length) {
    if (push.writable) await push.send(String(sent++))
    await setImmediate()
  }
  const texts = (await Promise.all(calls)).flat()
  // An iterator's result takes a step more.
  assert.deepEqual(
    settled.filter((index) => index !== 2),
    [0, 1, 3, 4, 5],
  )
  assert.deepEqual(texts, numbers(texts.length))
  assert.ok(texts.length >= calls.length)
})

test("receiveManys that wait share what comes at once, in order", async () => {
  using pull = new Pull()
  using push = new Push({ linger: 0 })
  const calls = numbers(10).map(() => receiveManyTexts(pull, { max: 3 }))
  push.connect(await bindFresh(pull, "inproc"))
  await sendNumbers(push, 30)
  const texts = (await Promise.all(calls)).flat()
  while (pull.readable) texts.push(...(await receiveManyTexts(pull)))
  assert.deepEqual(texts, numbers(30))
})

test("a time-out, an abort and a close reject as those of receive", async () => {
  const pull = new Pull({ receiveTimeout: 2 })
  await assert.rejects(pull.receiveMany(), {
    name: "TimeoutError",
    code: "EAGAIN",
    syscall: "zmq_msg_recv",
    timeout: 2,
    message: "No message arrived within 2 ms",
  })
  await assert.rejects(pull.receiveMany({ timeout: 0 }), { name: "TimeoutError", timeout: 0 })
  await assert.rejects(pull.receiveMany({ timeout: 1, max: 5 }), { name: "TimeoutError", timeout: 1 })
  const controller = new AbortController()
  const aborting = pull.receiveMany({ timeout: -1, signal: controller.signal })
  controller.abort(new Error("user left"))
  await assert.rejects(aborting, controller.signal.reason)
  await assert.rejects(pull.receiveMany({ signal: AbortSignal.abort() }), { name: "AbortError" })
  const closing = pull.receiveMany({ timeout: -1 })
  pull.close()
  await assert.rejects(closing, SocketClosedError)
  await assert.rejects(pull.receiveMany(), { name: "ZmqError", code: "EBADF" })
})

test("receiveMany rejects with ETERM when its context ends, and with EFSM where a socket must send first", async () => {
  const context = new Context()
  using pull = new Pull({ context })
  const waiting = pull.receiveMany()
  context.shutdown()
  await assert.rejects(waiting, { name: "ZmqError", code: "ETERM" })
  await assert.rejects(pull.receiveMany(), { name: "ZmqError", code: "ETERM" })
  pull.close()
  await context.term()
  using request = new Request()
  const error = { name: "ZmqError", code: "EFSM", syscall: "zmq_msg_recv" }
  await assert.rejects(request.receiveMany({ timeout: 0 }), error)
})

test("receives that time out or are aborted lose no message", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const controller = new AbortController()
  const timedOut = pull.receiveMany({ timeout: 1 })
  const kept = receiveManyTexts(pull, { max: 2 })
  const aborted = pull.receiveMany({ signal: controller.signal })
  const last = receiveManyTexts(pull)
  controller.abort()
  await assert.rejects(aborted, { name: "AbortError" })
  await assert.rejects(timedOut, TimeoutError)
  await push.send("0")
  const first = await kept
  await push.send("1")
  assert.deepEqual([...first, ...(await last)], ["0", "1"])
})

test("an invalid max is refused before anything is received", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  await push.send("kept")
  const refused = (max: unknown, error: object) => assert.rejects(pull.receiveMany({ max: max as number }), error)
  for (const max of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    await refused(max, { name: "RangeError", code: "ERR_OUT_OF_RANGE", message: /^"options\.max" must be/ })
  }
  for (const max of ["5", null, true, 5n, {}]) {
    await refused(max, { name: "TypeError", code: "ERR_INVALID_ARG_TYPE", message: /^"options\.max" must be/ })
  }
  await assert.rejects(pull.receiveMany({ timeout: -2 }), RangeError)
  await assert.rejects(pull.receiveMany({ signal: {} as AbortSignal }), TypeError)
  await assert.rejects(pull.receiveMany(5 as never), TypeError)
  assert.deepEqual(await receiveManyTexts(pull, { max: undefined as unknown as number }), ["kept"])
})

test("the largest max does no harm", async () => {
  using pipeline = Pipeline.joined()
  await sendNumbers(pipeline.push, 3)
  assert.deepEqual(await receiveManyTexts(pipeline.pull, { max: Number.MAX_SAFE_INTEGER }), numbers(3))
})

test("a Reply and a Request get one message at a time, and keep their states", async () => {
  using reply = new Reply()
  using one = new Request({ linger: 0 })
  using other = new Request({ linger: 0 })
  const address = await bindFresh(reply, "inproc")
  one.connect(address)
  other.connect(address)
  await one.send("one")
  await other.send("other")
  assert.deepEqual(await receiveManyTexts(reply), ["one"])
  await assert.rejects(reply.receiveMany({ timeout: 0 }), { code: "EFSM" })
  await reply.send("to one")
  assert.deepEqual(await receiveManyTexts(reply), ["other"])
  await reply.send("to other")
  assert.deepEqual(await receiveManyTexts(one), ["to one"])
  assert.deepEqual(await receiveManyTexts(other), ["to other"])
  await assert.rejects(one.receiveMany({ timeout: 0 }), { code: "EFSM" })
})

test("with conflate receiveMany gets the newest message", async () => {
  using pipeline = Pipeline.joined({ conflate: true }, { conflate: true })
  await sendNumbers(pipeline.push, 5)
  assert.deepEqual(await receiveManyTexts(pipeline.pull), ["4"])
  assert.equal(pipeline.pull.readable, false)
})

test("after unsubscribe, receiveMany gets what other subscriptions ask for", async () => {
  using publisher = new Publisher()
  using subscriber = new Subscriber()
  subscriber.connect(await bindFresh(publisher, "inproc"))
  subscriber.subscribe("a", "b")
  for (const topic of ["a1", "b1", "a2", "b2"]) await publisher.send(topic)
  assert.deepEqual(await receiveManyTexts(subscriber, { max: 1 }), ["a1"])
  subscriber.unsubscribe("a")
  const seen: string[] = []
  while (seen.length < 2) seen.push(...(await receiveManyTexts(subscriber)))
  assert.deepEqual(seen, ["b1", "b2"])
  assert.equal(subscriber.readable, false)
})

for (const mark of [1, 2]) {
  test(`receiveHighWaterMark ${mark}: the sender is held back though messages come in batches`, async () => {
    using pipeline = Pipeline.narrow(1 + mark)
    const { push, pull } = pipeline
    let sent = 0
    let received = 0
    for (let round = 0; round < 30; round++) {
      while (push.writable) await push.send(String(sent++))
      assert.ok(sent - received <= 2 * mark + 1, `${sent - received} messages are on their way`)
      const texts = await receiveManyTexts(pull, { max: 1 + (round % 3) })
      assert.deepEqual(texts, numbers(texts.length, received))
      received += texts.length
    }
  })
}

test("large and small, short and long messages come whole in one batch", async () => {
  using pipeline = Pipeline.joined({ sendHighWaterMark: 0 }, { receiveHighWaterMark: 0 })
  const bodies = (index: number) => [
    String(index),
    ...(index % 3 === 0 ? [Buffer.alloc(40_000, index)] : []),
    ...(index % 7 === 0 ? Array<Buffer>(100).fill(Buffer.from("part")) : []),
  ]
  for (let index = 0; index < 500; index++) await pipeline.push.send(bodies(index))
  const seen: Message[][] = []
  while (seen.length < 500) seen.push(...(await pipeline.pull.receiveMany(timeLimit)))
  for (const [index, message] of seen.entries()) {
    assert.deepEqual(
      message,
      bodies(index).map((body) => Buffer.from(body as string)),
    )
  }
})

for (const waits of [true, false]) {
  test(`without a max, receiveMany takes no more large messages than one batch holds, ${waits ? "when it waited" : "at once"}`, async () => {
    using pipeline = Pipeline.joined()
    const mebibyte = Buffer.alloc(1 << 20)
    const waiting = waits ? pipeline.pull.receiveMany() : undefined
    await pipeline.push.sendMany(Array<Buffer>(10).fill(mebibyte))
    const messages = await (waiting ?? pipeline.pull.receiveMany(timeLimit))
    assert.ok(messages.length >= 1 && messages.length <= 5, `${messages.length} MiB at once`)
    const rest = await pipeline.pull.receiveMany({ max: 100, timeout: 10_000 })
    assert.equal(messages.length + rest.length, 10)
  })
}

test("close() after a receiveMany that is not awaited leaves it its messages", async () => {
  using pipeline = Pipeline.joined()
  await sendNumbers(pipeline.push, 3)
  await until(() => pipeline.pull.readable)
  const receiving = receiveManyTexts(pipeline.pull)
  pipeline.pull.close()
  assert.deepEqual(await receiving, numbers(3))
})
