import assert from "node:assert/strict"
import { test } from "node:test"
import { inNextIteration, throwLater } from "#lib/event-loop/iterations"
import { Timer } from "#lib/event-loop/timers"
import { Pull } from "#lib/index"
import { bindFresh } from "../support/endpoints"

/** Resolves with what is thrown where nobody catches it. */
function uncaught(): Promise<unknown> {
  return new Promise((resolve) => {
    process.setUncaughtExceptionCaptureCallback((error) => {
      process.setUncaughtExceptionCaptureCallback(null)
      resolve(error)
    })
  })
}

test("a timer whose callback throws does not stop other timers that are due", async () => {
  const thrown = uncaught()
  const ended: string[] = []
  await new Promise<void>((resolve) => {
    new Timer(5, () => {
      ended.push("throws")
      throw new Error("of a timer")
    }).keepProcessAlive(true)
    new Timer(5, () => ended.push("next")).keepProcessAlive(true)
    new Timer(5.5, () => {
      ended.push("last")
      resolve()
    }).keepProcessAlive(true)
    // All are due when the alarm rings.
    const start = performance.now()
    while (performance.now() - start < 10);
  })
  assert.deepEqual(ended, ["throws", "next", "last"])
  assert.match(String(await thrown), /of a timer/)
})

test("a callback that throws does not stop the callbacks behind it", async () => {
  const thrown = uncaught()
  throwLater(new Error("of a callback"))
  await new Promise<void>((resolve) => inNextIteration(resolve))
  assert.match(String(await thrown), /of a callback/)
})

test("a timer that is stopped does not end, and timers end in the order of their deadlines", async () => {
  const ended: number[] = []
  const stopped = new Timer(1, () => ended.push(0))
  stopped.stop()
  assert.equal(stopped.running, false)
  await new Promise<void>((resolve) => {
    for (const duration of [12, 3, 9, 6]) {
      new Timer(duration, () => {
        ended.push(duration)
        if (duration === 12) resolve()
      }).keepProcessAlive(true)
    }
  })
  assert.deepEqual(ended, [3, 6, 9, 12])
})

test("a time-out that is longer than the ones before it does not end early", async () => {
  using pull = new Pull()
  await bindFresh(pull)
  const start = performance.now()
  const short = assert.rejects(pull.receive({ timeout: 5 }))
  const long = assert.rejects(pull.receive({ timeout: 60 }))
  await short
  await long
  assert.ok(performance.now() - start >= 60)
})
