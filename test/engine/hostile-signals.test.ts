// A signal is whatever has the methods of one, and may do anything when it is asked. An operation that rejects for that
// leaves no trace: a receive takes no message, a send is not sent.
import assert from "node:assert/strict"
import { test } from "node:test"
import { runInNewContext } from "node:vm"
import { type OperationOptions, PartialSendError, Poller, Pull, Push, SocketClosedError } from "#lib/index"
import { Pipeline, receiveText, receiveTexts } from "../support/pipeline"
import { timeLimit } from "../support/waiting"

const failure = new Error("thrown by the signal")
const throws = (): never => {
  throw failure
}

/** A signal that somebody else has made, with some of its members replaced. */
function signalWith(members: PropertyDescriptorMap): AbortSignal {
  return Object.defineProperties(new AbortController().signal, members)
}

/** Throws at its second look, and at those after it. */
function secondLook<T>(first: T): () => T {
  let looks = 0
  return () => (looks++ === 0 ? first : throws())
}

const hostile: Record<string, () => AbortSignal> = {
  "addEventListener throws": () => signalWith({ addEventListener: { value: throws } }),
  "addEventListener is a getter that throws later": () =>
    signalWith({ addEventListener: { get: secondLook(() => undefined) } }),
  "aborted throws": () => signalWith({ aborted: { get: throws } }),
  "aborted throws at the second look": () => signalWith({ aborted: { get: secondLook(false) } }),
  "reason throws": () => signalWith({ aborted: { value: true }, reason: { get: throws } }),
  "reason throws, and it is aborted when it is listened to": () => {
    const state = { aborted: false }
    const addEventListener = (_: string, listener: () => void) => {
      state.aborted = true
      listener()
    }
    return signalWith({
      aborted: { get: () => state.aborted },
      reason: { get: throws },
      addEventListener: { value: addEventListener },
    })
  },
}

for (const [name, signal] of Object.entries(hostile)) {
  test(`${name}: receives reject, and take no message`, async () => {
    using pipeline = Pipeline.joined()
    const { push, pull } = pipeline
    for (const options of [{ signal: signal() }, { signal: signal(), timeout: 60_000 }]) {
      await assert.rejects(pull.receive(options), failure)
      await assert.rejects(pull.receiveString(options), failure)
    }
    await assert.rejects(pull.receiveMany({ signal: signal() }), failure)
    assert.equal(pull.stats.waiting.receives, 0)
    await push.send("kept")
    assert.equal(await receiveText(pull), "kept")
  })

  test(`${name}: sends reject, and are not sent`, async () => {
    using pipeline = new Pipeline()
    const { push, pull } = pipeline
    for (const options of [{ signal: signal() }, { signal: signal(), timeout: 60_000 }]) {
      await assert.rejects(push.send("lost", options), failure)
      await assert.rejects(push.send(["lost", "too"], options), failure)
    }
    await assert.rejects(push.sendMany(["lost", "both"], { signal: signal() }), failure)
    assert.equal(push.stats.waiting.sends, 0)
    pipeline.join()
    await push.send("sent")
    assert.equal(await receiveText(pull), "sent")
    assert.equal(pull.readable, false)
  })

  test(`${name}: polls and receives of events reject, and leave nothing that waits`, async () => {
    using pull = new Pull()
    const poller = new Poller<Pull>().add(pull)
    await assert.rejects(poller.poll(-1, { signal: signal() }), failure)
    assert.match(require("node:util").inspect(poller), /waiting: 0/)
    const { events } = pull
    await assert.rejects(events.receive({ signal: signal() }), failure)
    // With a receive that waits this would be refused.
    events.on("end", () => undefined)
  })
}

test("sendMany that fails after some messages were sent: the error has their number", async () => {
  using pipeline = Pipeline.narrow()
  const { push, pull } = pipeline
  const signal = signalWith({ addEventListener: { value: throws } })
  await assert.rejects(push.sendMany(["0", "1", "2", "3"], { signal }), (error) => {
    assert.ok(error instanceof PartialSendError)
    assert.deepEqual([error.sent, error.cause], [2, failure])
    return true
  })
  assert.deepEqual(await receiveTexts(pull, 2), ["0", "1"])
  await push.send("after", timeLimit)
  assert.equal(await receiveText(pull), "after")
})

/** A signal that runs something while it is listened to. */
function running(run: (controller: AbortController) => void): AbortSignal {
  const controller = new AbortController()
  const add = controller.signal.addEventListener.bind(controller.signal)
  const addEventListener = (type: "abort", listener: () => void) => {
    run(controller)
    add(type, listener)
  }
  return Object.defineProperties(controller.signal, { addEventListener: { value: addEventListener } })
}

test("a signal that is aborted while it is listened to ends the operation with its reason", async () => {
  using pipeline = new Pipeline()
  const { push, pull } = pipeline
  const signal = () => running((controller) => controller.abort(failure))
  await assert.rejects(pull.receive({ signal: signal() }), failure)
  await assert.rejects(push.send("lost", { signal: signal() }), failure)
  await assert.rejects(new Poller<Pull>().add(pull).poll(-1, { signal: signal() }), failure)
  await assert.rejects(pull.events.receive({ signal: signal() }), failure)
  pipeline.join()
  await push.send("sent")
  assert.equal(await receiveText(pull), "sent")
})

test("a signal that closes the socket while it is listened to: the operation ends as by any close", async () => {
  const pull = new Pull()
  await assert.rejects(pull.receive({ signal: running(() => pull.close()) }), SocketClosedError)
  const push = new Push()
  await assert.rejects(push.send("", { signal: running(() => push.close()) }), SocketClosedError)
  const both = new Push()
  const closing = running((controller) => {
    both.close()
    controller.abort(failure)
  })
  await assert.rejects(both.send("", { signal: closing }), SocketClosedError)
  using observed = new Pull()
  const { events } = observed
  await assert.rejects(events.receive({ signal: running(() => events.close()) }), SocketClosedError)
})

test("a result from before the signal threw stands: the message is not lost", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const signal = running(() => {
    push.sendSync("first")
    push.sendSync("second")
    // Serves those who wait first.
    assert.equal(String(pull.receiveSync()[0]), "second")
    throws()
  })
  assert.equal(await receiveText(pull, { signal }), "first")
  assert.equal(pull.stats.waiting.receives, 0)
})

test("removeEventListener throws: the operation keeps its result, and other operations get theirs", async () => {
  using pipeline = new Pipeline()
  const { push, pull } = pipeline
  const signal = () => signalWith({ removeEventListener: { value: throws } })
  const sends = ["0", "1", "2"].map((text) => push.send(text, { signal: signal() }))
  const receives = [0, 1].map(() => receiveText(pull, { ...timeLimit, signal: signal() }))
  const last = receiveText(pull)
  pipeline.join()
  await Promise.all(sends)
  assert.deepEqual(await Promise.all([...receives, last]), ["0", "1", "2"])
  await assert.rejects(pull.receive({ timeout: 1, signal: signal() }), { name: "TimeoutError" })
  const empty = await new Poller<Pull>().add(pull).poll(1, { signal: signal() })
  assert.equal(empty.size, 0)
})

test("a signal of another realm, and one that only has the methods, end operations", async () => {
  using pull = new Pull()
  using push = new Push()
  const foreign = runInNewContext(
    `({
      aborted: false, reason: undefined, listeners: new Set(),
      addEventListener(type, listener) { this.listeners.add(listener) },
      removeEventListener(type, listener) { this.listeners.delete(listener) },
    })`,
  )
  const options = { signal: foreign } as OperationOptions
  const waiting = [pull.receive(options), push.send("", options), new Poller<Pull>().add(pull).poll(-1, options)]
  assert.equal(foreign.listeners.size, 1)
  foreign.aborted = true
  foreign.reason = failure
  for (const listener of [...foreign.listeners]) listener()
  for (const outcome of await Promise.allSettled(waiting)) {
    assert.deepEqual(outcome, { status: "rejected", reason: failure })
  }
  assert.equal(foreign.listeners.size, 0)
  await assert.rejects(pull.receive(options), failure)
})

test("a signal without a reason rejects with an AbortError", async () => {
  using pull = new Pull()
  const signal = signalWith({ aborted: { value: true }, reason: { value: undefined } })
  await assert.rejects(
    pull.receive({ signal }),
    (error) => error instanceof DOMException && error.name === "AbortError",
  )
})

test("an object without one of a signal's members is refused before anything is done", async () => {
  using pull = new Pull()
  const whole = { aborted: false, addEventListener: () => undefined, removeEventListener: () => undefined }
  for (const name of Object.keys(whole)) {
    const signal = { ...whole, [name]: undefined } as unknown as AbortSignal
    const refused = {
      name: "TypeError",
      code: "ERR_INVALID_ARG_TYPE",
      message: /^"options\.signal" must be an AbortSig/,
    }
    await assert.rejects(pull.receive({ signal }), refused)
    await assert.rejects(new Poller<Pull>().add(pull).poll(0, { signal }), refused)
  }
})
