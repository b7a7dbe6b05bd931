// An iteration ends quietly when its socket or observer is closed while it waits. What it fails with for another reason it
// throws, also when that was closed before anybody could see the error.
import assert from "node:assert/strict"
import { test } from "node:test"
import { Context, Poller, Pull, Reply, Request } from "#lib/index"

const efsm = { name: "ZmqError", code: "EFSM" }
const timeout = { name: "TimeoutError", code: "EAGAIN" }

/** Both iterations of a socket. */
const iterations: Record<string, (socket: Pull | Request | Reply) => AsyncIterator<unknown>> = {
  "for await": (socket) => socket[Symbol.asyncIterator](),
  "batches()": (socket) => socket.batches(),
}

for (const [name, begin] of Object.entries(iterations)) {
  test(`${name}: EFSM is thrown, although the socket is closed in the same turn`, async () => {
    const reply = new Reply({ receiveTimeout: 0 })
    const request = new Request({ receiveTimeout: 0 })
    const outcome = begin(request).next()
    request.close()
    await assert.rejects(outcome, efsm)
    reply.close()
  })

  test(`${name}: a time-out of 0 is thrown, although the socket is closed in the same turn`, async () => {
    const pull = new Pull({ receiveTimeout: 0 })
    const outcome = begin(pull).next()
    pull.close()
    await assert.rejects(outcome, timeout)
  })

  test(`${name}: the end of the context is thrown, although the socket is closed in the same turn`, async () => {
    const context = new Context()
    const pull = new Pull({ context })
    context.shutdown()
    const outcome = begin(pull).next()
    pull.close()
    await assert.rejects(outcome, { name: "ZmqError", code: "ETERM" })
    await context.term()
  })

  test(`${name}: a close that ends the wait ends it quietly, and so does drain()`, async () => {
    const pull = new Pull()
    const waiting = [begin(pull).next(), begin(pull).next()]
    pull.close()
    for (const outcome of await Promise.all(waiting)) assert.deepEqual(outcome, { done: true, value: undefined })

    using drained = new Pull()
    const left = begin(drained).next()
    drained.drain()
    assert.deepEqual(await left, { done: true, value: undefined })
  })

  test(`${name}: a close before the wait began ends it quietly`, async () => {
    const pull = new Pull()
    const iterator = begin(pull)
    const first = iterator.next()
    pull.close()
    const second = iterator.next()
    for (const outcome of [await first, await second]) assert.deepEqual(outcome, { done: true, value: undefined })
  })
}

test("events: EBUSY is thrown, although the observer is closed in the same turn", async () => {
  using pull = new Pull()
  const observer = pull.events
  observer.on("end", () => undefined)
  const outcome = observer[Symbol.asyncIterator]().next()
  observer.close()
  await assert.rejects(outcome, { name: "ZmqError", code: "EBUSY" })
})

test("events: a close that ends the wait ends it quietly", async () => {
  using pull = new Pull()
  const observer = pull.events
  const outcome = observer[Symbol.asyncIterator]().next()
  observer.close()
  assert.deepEqual(await outcome, { done: true, value: undefined })
})

test("Poller: the end of a context is thrown, although nothing is left in it in the same turn", async () => {
  const context = new Context()
  const pull = new Pull({ context })
  const poller = new Poller<Pull>().add(pull)
  context.shutdown()
  const outcome = poller[Symbol.asyncIterator]().next()
  poller.remove(pull)
  await assert.rejects(outcome, { name: "ZmqError", code: "ETERM" })
  pull.close()
  await context.term()
})

test("Poller: a poll that waits ends the iteration quietly when nothing is left", async () => {
  using pull = new Pull()
  const poller = new Poller<Pull>().add(pull)
  const outcome = poller[Symbol.asyncIterator]().next()
  poller.remove(pull)
  assert.deepEqual(await outcome, { done: true, value: undefined })
})
