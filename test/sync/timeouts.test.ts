import assert from "node:assert/strict"
import { test } from "node:test"
import { Pull, Push, TimeoutError } from "#lib/index"
import { run } from "../lifetimes/child"
import { Pipeline } from "../support/pipeline"
import { processorTime } from "../support/processor-time"
import { text } from "../support/text"

/** How long the call takes, in ms; it must throw a TimeoutError. */
function timed(call: () => unknown): number {
  const start = performance.now()
  assert.throws(call, TimeoutError)
  return performance.now() - start
}

for (const [name, make] of Object.entries({
  receiveSync: () => {
    const pull = new Pull()
    return { socket: pull, call: (timeout: number) => () => pull.receiveSync({ timeout }) }
  },
  sendSync: () => {
    const push = new Push()
    return { socket: push, call: (timeout: number) => () => push.sendSync("lost", { timeout }) }
  },
})) {
  test(`${name} times out on the millisecond: never early, and no later than the system's own wait`, async () => {
    const { socket, call } = make()
    using _ = socket
    await socket.bind("tcp://127.0.0.1:*")
    const cell = new Int32Array(new SharedArrayBuffer(4))
    for (const timeout of [1, 7, 33, 50, 51, 130]) {
      // A busy machine makes some of them late, but not the best of them.
      let best = Number.POSITIVE_INFINITY
      let control = Number.POSITIVE_INFINITY
      for (let round = 0; round < 5; round++) {
        const took = timed(call(timeout))
        // Clocks that count in whole milliseconds.
        assert.ok(took >= timeout - 1, `after ${took} of ${timeout} ms`)
        best = Math.min(best, took)
        const start = performance.now()
        Atomics.wait(cell, 0, 0, timeout)
        control = Math.min(control, performance.now() - start)
      }
      assert.ok(best < control + 3, `${timeout} ms took ${best}, and the system ${control}`)
    }
  })

  test(`${name} with a time-out of 0 does not wait`, () => {
    const { socket, call } = make()
    using _ = socket
    assert.throws(call(0), { name: "TimeoutError", code: "EAGAIN", timeout: 0 })
  })
}

test("receiveTimeout and sendTimeout are the default time-outs, and the call's own overrides them", () => {
  using pull = new Pull({ receiveTimeout: 3 })
  using push = new Push({ sendTimeout: 4 })
  const receive = { name: "TimeoutError", code: "EAGAIN", syscall: "zmq_msg_recv", timeout: 3 }
  const send = { name: "TimeoutError", code: "EAGAIN", syscall: "zmq_msg_send", timeout: 4 }
  assert.throws(() => pull.receiveSync(), { ...receive, message: "No message arrived within 3 ms" })
  assert.throws(() => push.sendSync(""), {
    ...send,
    message: "The message could not be sent within 4 ms: no peer is connected, or none has room",
  })
  assert.throws(() => pull.receiveSync({}), receive)
  assert.throws(() => push.sendSync("", {}), send)
  assert.throws(() => pull.receiveSync({ timeout: 1 }), { ...receive, timeout: 1 })
  assert.throws(() => push.sendSync("", { timeout: 1 }), { ...send, timeout: 1 })
})

test("a send that timed out is never delivered", async () => {
  using pipeline = new Pipeline()
  assert.throws(() => pipeline.push.sendSync("lost", { timeout: 1 }), TimeoutError)
  assert.throws(() => pipeline.push.sendSync(["lost", "too"], { timeout: 1 }), TimeoutError)
  pipeline.join()
  pipeline.push.sendSync("sent")
  assert.deepEqual(text(pipeline.pull.receiveSync()), ["sent"])
  assert.equal(pipeline.pull.readable, false)
})

test("a blocking call uses no processor time", () => {
  using pull = new Pull()
  pull.bindSync("tcp://127.0.0.1:*")
  const before = processorTime()
  assert.throws(() => pull.receiveSync({ timeout: 1000 }), TimeoutError)
  const used = processorTime() - before
  assert.ok(used < 100, `${used} ms of a second`)
})

test("time-outs do not depend on a clock that was put in the place of performance.now", async () => {
  const { code, stdout, stderr } = await run("../sync/blocked", ["clock"])
  assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: ["timed out"], stderr: "" })
})
