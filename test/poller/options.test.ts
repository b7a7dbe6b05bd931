// The time-out and the signal of a poll: as arguments, or both in one object.
import assert from "node:assert/strict"
import { test } from "node:test"
import { inspect } from "node:util"
import { Poller, type PollResult, Pull, type Socket } from "#lib/index"
import { Pipeline } from "../support/pipeline"

const failure = new Error("no longer wanted")

test("a time-out among the options is the same as one that is an argument", async () => {
  using pull = new Pull()
  const poller = new Poller<Pull>().add(pull)
  for (const polled of [
    poller.poll(1),
    poller.poll({ timeout: 1 }),
    poller.poll(1, {}),
    poller.poll({ timeout: 0 }),
    poller.poll({ timeout: 1, signal: new AbortController().signal }),
    poller.poll(1, { signal: undefined }),
    poller.poll({ timeout: 1, signal: undefined } as never),
  ]) {
    assert.equal((await polled).size, 0)
  }
  assert.equal(poller.pollSync({ timeout: 1 }).size, 0)
  assert.equal(poller.pollSync({ timeout: 0 }).size, 0)
})

test("without a time-out a poll waits until something is ready", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const poller = new Poller<Pull>().add(pull)
  const waiting: Promise<PollResult<Pull>>[] = [
    poller.poll({}),
    poller.poll(undefined, {}),
    poller.poll({ timeout: -1 }),
  ]
  assert.match(inspect(poller), /waiting: 3/)
  await push.send("")
  for (const ready of await Promise.all(waiting)) assert.equal(ready.get(pull)?.readable, true)
  assert.equal(poller.pollSync({}).get(pull)?.readable, true)
})

test("a signal ends it, wherever the time-out is", async () => {
  using pull = new Pull()
  const poller = new Poller<Socket>().add(pull)
  const controller = new AbortController()
  const { signal } = controller
  const waiting = [
    poller.poll({ signal }),
    poller.poll({ signal, timeout: 60_000 }),
    poller.poll(60_000, { signal }),
    poller.poll(undefined, { signal }),
  ]
  controller.abort(failure)
  for (const polled of waiting) await assert.rejects(polled, failure)
  assert.match(inspect(poller), /waiting: 0/)
})

test("invalid time-outs and signals, and a time-out given twice, are refused", async () => {
  const poller = new Poller<Pull>()
  const type = { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" }
  for (const wrong of ["1", null, true, 1n]) {
    await assert.rejects(poller.poll(wrong as never), { ...type, message: /^"timeout" must be a number of milli/ })
    assert.throws(() => poller.pollSync(wrong as never), type)
    await assert.rejects(poller.poll({ timeout: wrong } as never), {
      ...type,
      message: /^"options.timeout" must be a nu/,
    })
    assert.throws(() => poller.pollSync({ timeout: wrong } as never), type)
  }
  await assert.rejects(poller.poll({ timeout: -2 }), { name: "RangeError", code: "ERR_OUT_OF_RANGE" })
  await assert.rejects(poller.poll({ signal: {} } as never), type)
  const unknown = {
    name: "TypeError",
    code: "ERR_INVALID_ARG_VALUE",
    message: /^Unknown name "\w+" in the options of /,
  }
  await assert.rejects(poller.poll(1, { timeout: 1 } as never), unknown)
  assert.throws(() => poller.pollSync({ timeout: 1, signal: new AbortController().signal } as never), unknown)
  // The signal would be passed over.
  await assert.rejects(poller.poll({ timeout: 1 } as never, { signal: AbortSignal.abort() }), type)
})
