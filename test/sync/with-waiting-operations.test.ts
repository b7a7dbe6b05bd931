import assert from "node:assert/strict"
import { once } from "node:events"
import { test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { Dealer, Pair, Pull, Push, TimeoutError } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { numbers, Pipeline, receiveText } from "../support/pipeline"
import { text } from "../support/text"
import { timeLimit } from "../support/waiting"
import { startPeerThread } from "./start-peer-thread"

// Blocking calls beside operations that wait on the same socket.

test("prefetched messages come first", async () => {
  using pipeline = Pipeline.joined()
  for (const number of numbers(10)) await pipeline.push.send(number)
  assert.equal(await receiveText(pipeline.pull), "0")
  const seen = numbers(9).map(() => String(pipeline.pull.receiveSync({ timeout: 0 })[0]))
  assert.deepEqual(seen, numbers(9, 1))
  assert.throws(() => pipeline.pull.receiveSync({ timeout: 0 }), TimeoutError)
})

test("waiting receives are served first", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const waiting = [receiveText(pull), pull.receiveMany({ max: 1 }).then(([message]) => text(message!)[0])]
  for (const number of numbers(3)) push.sendSync(number)
  assert.deepEqual(text(pull.receiveSync(timeLimit)), ["2"])
  assert.deepEqual(await Promise.all(waiting), ["0", "1"])
})

test("when there are only messages for the waiting receives, receiveSync times out", async () => {
  using pipeline = Pipeline.joined()
  const waiting = receiveText(pipeline.pull)
  pipeline.push.sendSync("0")
  assert.throws(() => pipeline.pull.receiveSync({ timeout: 5 }), TimeoutError)
  assert.throws(() => pipeline.pull.receiveSync({ timeout: 0 }), TimeoutError)
  assert.equal(await waiting, "0")
})

test("waiting sends go first", async () => {
  using pipeline = new Pipeline()
  const { push, pull } = pipeline
  const waiting = [push.send("0"), push.sendMany(["1", "2"])]
  assert.throws(() => push.sendSync("lost", { timeout: 0 }), TimeoutError)
  assert.throws(() => push.sendSync("lost", { timeout: 5 }), TimeoutError)
  pipeline.join()
  push.sendSync("3", timeLimit)
  assert.deepEqual(
    numbers(4).map(() => String(pull.receiveSync(timeLimit)[0])),
    numbers(4),
  )
  await Promise.all(waiting)
})

test("waiting sends go first over the network, also when they have to wait in turn", async () => {
  using pull = new Pull({ receiveHighWaterMark: 1 })
  using push = new Push({ linger: 0, sendHighWaterMark: 1 })
  const waiting = numbers(5).map((number) => push.send(number))
  push.connect(await bindFresh(pull))
  push.sendSync("5", timeLimit)
  assert.deepEqual(
    numbers(6).map(() => String(pull.receiveSync(timeLimit)[0])),
    numbers(6),
  )
  await Promise.all(waiting)
})

test("a blocking call takes no signal from the operations that wait", async () => {
  using one = new Dealer({ linger: 0 })
  using other = new Dealer({ linger: 0 })
  other.connect(await bindFresh(one))
  for (let round = 0; round < 100; round++) {
    const receiving = receiveText(one)
    await other.send(`to one ${round}`)
    one.sendSync(`to other ${round}`, timeLimit)
    assert.deepEqual(text(other.receiveSync(timeLimit)), [`to other ${round}`])
    assert.equal(await receiving, `to one ${round}`)
  }
})

test("an asynchronous receive is served after a blocking one", async () => {
  using pull = new Pull()
  using push = new Push({ linger: 0 })
  push.connect(await bindFresh(pull))
  for (let round = 0; round < 100; round++) {
    push.sendSync("first")
    assert.deepEqual(text(pull.receiveSync(timeLimit)), ["first"])
    const receiving = receiveText(pull)
    if (round % 2 === 0) await setImmediate()
    push.sendSync("second")
    assert.equal(await receiving, "second")
  }
})

test("pendingSendLimit holds for sendSync too", () => {
  using push = new Push({ pendingSendLimit: 1 })
  push.send("waits").catch(() => undefined)
  assert.throws(() => push.sendSync("too many"), { name: "ZmqError", code: "EBUSY" })
})

test("a send that waits learns of room that was made while receiveSync blocked, and timed out", async () => {
  using pair = new Pair({ linger: 0, receiveHighWaterMark: 1, sendHighWaterMark: 1 })
  const { thread, start } = await startPeerThread("drain", await bindFresh(pair, "inproc"), 3)
  const ended = once(thread, "exit")
  // An end within the process has room for what both ask for.
  const sends = numbers(3).map((number) => pair.send(number, timeLimit))
  const receiving = assert.rejects(pair.receive(), { name: "SocketClosedError" })
  await setImmediate()
  Atomics.store(start, 0, 1)
  Atomics.notify(start, 0)
  do assert.throws(() => pair.receiveSync({ timeout: 50 }), TimeoutError)
  while (Atomics.load(start, 0) < 3)
  assert.throws(() => pair.receiveSync({ timeout: 50 }), TimeoutError)
  await Promise.all(sends)
  await ended
  pair.close()
  await receiving
})
