// An operation that must wait needs the reactor, which may have no room for its socket. It rejects then, and is gone.
import assert from "node:assert/strict"
import { type TestContext, test } from "node:test"
import { binding } from "#lib/addon/binding"
import { Poller, type Pull } from "#lib/index"
import { Pipeline, receiveText } from "../support/pipeline"

const refused = { name: "ZmqError", code: "EMFILE" }

/** Has the reactor refuse to watch a socket for anything, until the result is called. */
function refuseToWatch(t: TestContext): () => void {
  const watch = binding.watch.bind(binding)
  const { mock } = t.mock.method(binding, "watch", (id: number, interest: number) =>
    interest === 0 ? watch(id, interest) : binding.errnos.EMFILE,
  )
  return () => mock.restore()
}

test("receives and polls reject, and take no message", async (t) => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const restore = refuseToWatch(t)
  // As a promise that rejects, not as a throw.
  const outcomes = [pull.receive(), pull.receive({ timeout: 60_000 }), pull.receiveMany(), pull.receiveString()]
  for (const outcome of outcomes) await assert.rejects(outcome, refused)
  await assert.rejects(pull[Symbol.asyncIterator]().next(), refused)
  const poll = new Poller<Pull>().add(pull).poll()
  await assert.rejects(poll, refused)
  restore()
  assert.equal(pull.stats.waiting.receives, 0)
  await push.send("kept")
  assert.equal(await receiveText(pull), "kept")
})

test("sends reject, and are not sent", async (t) => {
  using pipeline = new Pipeline()
  const { push, pull } = pipeline
  const restore = refuseToWatch(t)
  const outcomes = [push.send("lost"), push.send(["lost"], { timeout: 60_000 }), push.sendMany(["lost"])]
  for (const outcome of outcomes) await assert.rejects(outcome, refused)
  restore()
  assert.equal(push.stats.waiting.sends, 0)
  pipeline.join()
  await push.send("sent")
  assert.equal(await receiveText(pull), "sent")
  assert.equal(pull.readable, false)
})

test("receives of events reject, and leave the observer as it was", async (t) => {
  using pipeline = new Pipeline()
  const { events } = pipeline.pull
  events.unref()
  const restore = refuseToWatch(t)
  events.unref()
  const outcome = events.ref().receive()
  await assert.rejects(outcome, refused)
  restore()
  // With a receive that waits this would be refused.
  events.on("end", () => undefined)
})
