// The module is loaded while timers are faked.
import { expect, test, vi } from "vitest"
import { copies } from "../common/copies.js"
import { fakes } from "../common/fakes.js"
import { freshCopy } from "../common/fresh-copy.js"
import { everyTimer } from "./every-timer.mjs"

vi.useFakeTimers({ toFake: everyTimer })
const zmq = await import("zmq-napi")

const pass = (milliseconds) => vi.advanceTimersByTime(milliseconds)

test.each(Object.entries(fakes))("%s", (_, run) => run(zmq, pass))

test.each(Object.entries(fakes))("a copy that nobody loaded before: %s", (_, run) => run(freshCopy(), pass))

test.each(Object.entries(copies))("another copy: %s", (_, run) => run(zmq, freshCopy()))

test("the real timers are back, and all works", async () => {
  expect(vi.isFakeTimers()).toBe(true)
  vi.useRealTimers()
  await fakes["thousands of operations which succeed at once"](zmq)
  await fakes["time-outs of real time"](zmq)
})
