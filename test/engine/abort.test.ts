import assert from "node:assert/strict"
import { getEventListeners } from "node:events"
import { test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { type OperationOptions, Pair, Pull, Push, Router, SocketClosedError } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { numbers, Pipeline, receiveText, receiveTexts } from "../support/pipeline"
import { thoroughOnly } from "../support/thorough"
import { timeLimit, until } from "../support/waiting"

const aborted = { name: "AbortError", code: 20 }

/** Waits for the outcome of each: its value, or the reason itself. */
async function outcomes(operations: Promise<unknown>[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(operations)
  return settled.map((outcome) => (outcome.status === "fulfilled" ? outcome.value : outcome.reason))
}

test("an abort rejects with an AbortError, or with whatever reason it was given", async () => {
  using pull = new Pull()
  using push = new Push()
  const reasons = [undefined, new Error("user left"), "a string", 0, null]
  for (const reason of reasons) {
    const controller = new AbortController()
    const { signal } = controller
    const operations = [pull.receive({ signal }), push.send("", { signal }), push.send(["", ""], { signal })]
    controller.abort(reason)
    for (const outcome of await outcomes(operations)) assert.equal(outcome, signal.reason)
    if (reason !== undefined) assert.equal(signal.reason, reason)
  }
  const controller = new AbortController()
  const receive = pull.receive({ signal: controller.signal })
  controller.abort()
  await assert.rejects(receive, aborted)
})

test("a signal that was aborted already rejects, and nothing is done", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  await push.send("kept")
  const options = { signal: AbortSignal.abort() }
  await assert.rejects(push.send("lost", options), aborted)
  await assert.rejects(pull.receive(options), aborted)
  assert.equal(await receiveText(pull), "kept")
  assert.equal(pull.readable, false)
})

test("AbortSignal.timeout ends a wait with its own TimeoutError", async () => {
  using pull = new Pull()
  await assert.rejects(pull.receive({ signal: AbortSignal.timeout(1) }), (error) => {
    assert.ok(error instanceof DOMException)
    assert.equal(error.name, "TimeoutError")
    return true
  })
})

test("an aborted receive leaves its place: messages go to the others, in order", async () => {
  using pipeline = Pipeline.joined()
  const controller = new AbortController()
  const { signal } = controller
  const gone = new Set([0, 3, 4, 9])
  const receives = numbers(10).map((_, index) => receiveText(pipeline.pull, gone.has(index) ? { signal } : {}))
  const rejected = [...gone].map((index) => assert.rejects(receives[index] as Promise<string>, aborted))
  controller.abort()
  await Promise.all(rejected)
  for (const text of numbers(7)) await pipeline.push.send(text)
  assert.deepEqual(await Promise.all(receives.filter((_, index) => !gone.has(index))), numbers(6))
  assert.equal(await receiveText(pipeline.pull), "6")
})

test("an aborted send is never delivered, and the others keep their order", async () => {
  using pipeline = new Pipeline()
  const controller = new AbortController()
  const { signal } = controller
  const gone = new Set([0, 3, 4, 9])
  const sends = numbers(10).map((text, index) =>
    pipeline.push.send(index % 2 === 0 ? text : [text], gone.has(index) ? { signal } : undefined),
  )
  const rejected = [...gone].map((index) => assert.rejects(sends[index] as Promise<void>, aborted))
  controller.abort()
  pipeline.join()
  await Promise.all(rejected)
  await Promise.all(sends.filter((_, index) => !gone.has(index)))
  await pipeline.push.send("end")
  assert.deepEqual(await receiveTexts(pipeline.pull, 7), ["1", "2", "5", "6", "7", "8", "end"])
})

test("sends are aborted one by one, from the middle, the end and the front", async () => {
  using pipeline = new Pipeline()
  const controllers = numbers(9).map(() => new AbortController())
  const sends = controllers.map(({ signal }, index) => pipeline.push.send(String(index), { signal }))
  for (const index of [4, 8, 0, 5, 1]) {
    controllers[index]?.abort()
    await assert.rejects(sends[index] as Promise<void>, aborted)
  }
  pipeline.join()
  await Promise.all([2, 3, 6, 7].map((index) => sends[index]))
  await pipeline.push.send("end")
  assert.deepEqual(await receiveTexts(pipeline.pull, 5), ["2", "3", "6", "7", "end"])
})

test("an aborted send makes room below pendingSendLimit, and the last one makes the socket writable", async () => {
  using pipeline = new Pipeline({ pendingSendLimit: 1 })
  const controller = new AbortController()
  const send = pipeline.push.send("gone", { signal: controller.signal })
  await assert.rejects(pipeline.push.send("too many"), { code: "EBUSY" })
  pipeline.join()
  assert.equal(pipeline.push.writable, false)
  controller.abort()
  assert.equal(pipeline.push.writable, true)
  await assert.rejects(send, aborted)
  await pipeline.push.send("next")
  assert.equal(await receiveText(pipeline.pull), "next")
})

test("an abort after an operation succeeded changes nothing", async () => {
  using pipeline = Pipeline.joined()
  const controller = new AbortController()
  const options = { signal: controller.signal }
  const receive = receiveText(pipeline.pull, options)
  await pipeline.push.send("0", options)
  assert.equal(await receive, "0")
  await pipeline.push.send("1", options)
  const ready = receiveText(pipeline.pull, options)
  controller.abort()
  assert.equal(await ready, "1")
})

test("an abort after the socket was closed changes nothing", async () => {
  const pair = new Pair()
  const controller = new AbortController()
  const operations = [pair.receive({ signal: controller.signal }), pair.send("", { signal: controller.signal })]
  pair.close()
  controller.abort()
  for (const outcome of await outcomes(operations)) assert.ok(outcome instanceof SocketClosedError)
})

test("the first of abort, time-out and message decides", async () => {
  using pull = new Pull()
  const controller = new AbortController()
  const { signal } = controller
  const timed = pull.receive({ signal, timeout: 1 })
  await assert.rejects(timed, { name: "TimeoutError", code: "EAGAIN" })
  const abortedFirst = pull.receive({ signal, timeout: 10_000 })
  controller.abort()
  await assert.rejects(abortedFirst, aborted)
})

test("no operation leaves a listener on its signal, however it ends", async () => {
  using pipeline = new Pipeline()
  const { push, pull } = pipeline
  const { signal } = new AbortController()
  const options: OperationOptions = { signal }
  const listeners = () => getEventListeners(signal, "abort").length

  await assert.rejects(pull.receive({ signal, timeout: 0 }), { code: "EAGAIN" })
  await assert.rejects(pull.receive({ signal, timeout: 1 }), { code: "EAGAIN" })
  await assert.rejects(push.send("", { signal, timeout: 1 }), { code: "EAGAIN" })
  await assert.rejects(push.send(true as never, options), TypeError)
  assert.equal(listeners(), 0)

  const send = push.send("0", options)
  const receive = receiveText(pull, options)
  assert.ok(listeners() > 0)
  pipeline.join()
  assert.equal(await receive, "0")
  await send
  assert.equal(listeners(), 0)

  const closing = pull.receive(options)
  pull.close()
  await assert.rejects(closing, SocketClosedError)
  assert.equal(listeners(), 0)
})

test("an abort in a loop over the network loses no message", async () => {
  using pull = new Pull()
  using push = new Push({ linger: 0 })
  push.connect(await bindFresh(pull))
  const sends = Promise.all(numbers(500).map((text) => push.send(text)))
  const seen: string[] = []
  while (seen.length < 500) {
    const controller = new AbortController()
    const receive = pull.receive({ signal: controller.signal })
    const abort = setImmediate().then(() => controller.abort())
    try {
      seen.push(String((await receive)[0]))
    } catch (error) {
      assert.equal(error, controller.signal.reason)
    }
    await abort
  }
  await sends
  assert.deepEqual(seen, numbers(500))
})

test("after the last wait was aborted, a new wait still gets its message", async () => {
  using pull = new Pull()
  using push = new Push({ linger: 0 })
  push.connect(await bindFresh(pull))
  for (let round = 0; round < 50; round++) {
    const controller = new AbortController()
    const gone = pull.receive({ signal: controller.signal })
    const sent = push.send(String(round))
    controller.abort()
    await assert.rejects(gone, aborted)
    await sent
    if (round % 2 === 0) await until(() => pull.readable)
    assert.equal(await receiveText(pull), String(round))
  }
})

test("a listener of the signal may close the socket, or send and receive on it", async () => {
  using pair = new Pair()
  const controller = new AbortController()
  const { signal } = controller
  controller.signal.addEventListener("abort", () => pair.close())
  const operations = [pair.receive({ signal }), pair.send("", { signal })]
  controller.abort()
  for (const outcome of await outcomes(operations)) assert.ok(outcome instanceof SocketClosedError)

  using pipeline = new Pipeline()
  const again = new AbortController()
  let retried: Promise<void> | undefined
  const send = pipeline.push.send("aborted", { signal: again.signal })
  again.signal.addEventListener("abort", () => {
    retried = pipeline.push.send("retried")
  })
  again.abort()
  await assert.rejects(send, aborted)
  pipeline.join()
  await retried
  assert.equal(await receiveText(pipeline.pull), "retried")
})

test("a value that is not an AbortSignal is refused before anything is done", async () => {
  using pipeline = Pipeline.joined()
  const refused = {
    name: "TypeError",
    code: "ERR_INVALID_ARG_TYPE",
    message: /^"options\.signal" must be an AbortSignal; got/,
  }
  for (const signal of [null, {}, "signal", new AbortController(), new EventTarget()]) {
    const options = { signal } as unknown as OperationOptions
    await assert.rejects(pipeline.push.send("lost", options), refused)
    await assert.rejects(pipeline.pull.receive(options), refused)
  }
  assert.equal(pipeline.pull.readable, false)
})

test("a signal may have many operations wait for it, without a warning of a leak", async () => {
  using pull = new Pull()
  const warnings: string[] = []
  const onWarning = ({ name }: Error) => warnings.push(name)
  process.on("warning", onWarning)
  const controller = new AbortController()
  const receives = numbers(100).map(() => assert.rejects(pull.receive({ signal: controller.signal })))
  controller.abort()
  await Promise.all(receives)
  await setImmediate()
  process.off("warning", onWarning)
  assert.deepEqual(warnings, [])
})

// In quadratic time it takes minutes.
const linear = { timeout: process.env.ZMQ_NAPI_SANITIZED ? 60_000 : 8_000, skip: thoroughOnly }
test("100,000 operations that wait are aborted, and time out, in linear time", linear, async () => {
  using pull = new Pull()
  const controller = new AbortController()
  const options = [{ signal: controller.signal }, { timeout: 50 }]
  const receives = options.map((option) => numbers(100_000).map(() => pull.receive(option).catch(({ name }) => name)))
  controller.abort()
  assert.ok((await Promise.all(receives[0] ?? [])).every((name) => name === "AbortError"))
  assert.ok((await Promise.all(receives[1] ?? [])).every((name) => name === "TimeoutError"))
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
