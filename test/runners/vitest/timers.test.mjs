import { afterEach, describe, test, vi } from "vitest"
import * as zmq from "zmq-napi"
import { fakes, survive } from "../common/fakes.js"
import { everyTimer } from "./every-timer.mjs"

const pass = (milliseconds) => vi.advanceTimersByTime(milliseconds)
const settings = { "by default": undefined, "with all in toFake": { toFake: everyTimer } }

afterEach(() => {
  vi.useRealTimers()
})

describe.each(Object.entries(settings))("vi.useFakeTimers %s", (_, options) => {
  test("sockets live through it", () =>
    survive(
      zmq,
      () => vi.useFakeTimers(options),
      () => vi.useRealTimers(),
    ))

  test.each(Object.entries(fakes))("%s", async (_, run) => {
    vi.useFakeTimers(options)
    await run(zmq, pass)
  })
})

test("the real timers are back, and all works", () => fakes["thousands of operations which succeed at once"](zmq))
