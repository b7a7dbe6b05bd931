import assert from "node:assert/strict"
import { test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { Push } from "zmq-napi"
import { bindFresh } from "../support/endpoints"
import { timeLimit, until } from "../support/waiting"
import { type Copy, inAnotherRealm } from "./copy"

/** Waits until all are gone. */
function collected(...references: WeakRef<object>[]): Promise<void> {
  return until(() => {
    gc?.()
    return references.every((reference) => reference.deref() === undefined)
  })
}

/** Makes a copy, has `use` do something with it, and lets go of it. */
async function passing(use: (copy: Copy) => Promise<void>): Promise<WeakRef<object>> {
  const copy = inAnotherRealm()
  await use(copy)
  return new WeakRef(copy)
}

test("copies whose sockets are closed are collected", async () => {
  const references: WeakRef<object>[] = []
  for (let count = 0; count < 5; count++) {
    references.push(
      await passing(async ({ Pull, Push, Poller, Context, TimeoutError }) => {
        const context = new Context()
        const pull = new Pull({ context })
        const push = new Push({ context })
        push.connect(await bindFresh(pull as never))
        const ready = new Poller().add(pull).poll(timeLimit.timeout)
        await push.send("message")
        await ready
        await pull.receive(timeLimit)
        await assert.rejects(pull.receive({ timeout: 1 }), TimeoutError)
        assert.throws(() => push.connect("nowhere"))
        push.close()
        pull.close()
        await context.term()
      }),
    )
  }
  await collected(...references)
})

test("a copy is kept while a receive waits in it, and collected afterwards", async () => {
  let address = ""
  let received: Promise<Buffer[]> | undefined
  const reference = await passing(async ({ Pull }) => {
    const pull = new Pull()
    address = await bindFresh(pull as never)
    received = pull.receive(timeLimit).finally(() => pull.close())
  })
  for (let count = 0; count < 5; count++) {
    gc?.()
    await setImmediate()
    assert.notEqual(reference.deref(), undefined)
  }
  using push = new Push()
  push.connect(address)
  await push.send("message")
  assert.equal(String(await received), "message")
  received = undefined
  await collected(reference)
})
