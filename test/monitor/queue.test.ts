import assert from "node:assert/strict"
import { test } from "node:test"
import { checkEventTypes } from "#lib/monitor/event"
import { EventQueue } from "#lib/monitor/event-queue"

const address = "tcp://127.0.0.1:5555"

test("of the events that nobody reads the newest 10,000 are kept", async () => {
  let changes = 0
  const queue = new EventQueue(checkEventTypes(undefined, 1), () => changes++)
  for (let interval = 0; interval < 10_010; interval++) queue.push({ type: "connect:retry", address, interval })
  for (let interval = 10; interval < 10_010; interval++) {
    assert.deepEqual(await queue.receive(undefined), { type: "connect:retry", address, interval })
  }
  await assert.rejects(queue.receive({ timeout: 0 }), { code: "EAGAIN" })
  assert.equal(changes, 0)
})

test("nothing comes after the last event, and there is one in any case", async () => {
  const queue = new EventQueue(checkEventTypes([], 1), () => {})
  queue.push({ type: "bind", address })
  const waiting = [queue.receive(undefined), queue.receive(undefined)]
  queue.end()
  queue.push({ type: "end" })
  assert.deepEqual(await waiting[0], { type: "end" })
  await assert.rejects(waiting[1] as Promise<unknown>, { name: "SocketClosedError" })
  assert.equal(queue.closed, true)
})

test("a listener that throws keeps nothing from the others, and is an uncaught exception", async () => {
  const queue = new EventQueue(checkEventTypes(undefined, 1), () => {})
  const failure = new Error("thrown by a listener")
  const seen: string[] = []
  queue.on("bind", () => seen.push("first"), false)
  const fail = () => {
    throw failure
  }
  queue.on("bind", fail, false)
  queue.on("bind", () => seen.push("last"), false)
  const before = process.listeners("uncaughtException")
  process.removeAllListeners("uncaughtException")
  const uncaught = new Promise((resolve) => process.once("uncaughtException", resolve))
  try {
    queue.push({ type: "bind", address })
    assert.deepEqual(seen, ["first", "last"])
    assert.equal(await uncaught, failure)
  } finally {
    for (const listener of before) process.on("uncaughtException", listener)
  }
})
