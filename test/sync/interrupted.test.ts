import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Push } from "#lib/index"
import { onReactor, ReactorChild, reactors, run } from "../lifetimes/child"
import { freshAddress } from "../support/endpoints"
import { numbers } from "../support/pipeline"
import { timeLimit } from "../support/waiting"

// What ends a call that would block for ever.

for (const reactor of reactors) {
  describe(`in a process of its own, with the ${reactor} reactor`, onReactor(reactor, 2), () => {
    const ended = async (parameters: string[], expected: object) => {
      const { code, signal, stdout, stderr } = await run("../sync/blocked", parameters, reactor)
      assert.deepEqual({ code, signal, stdout, stderr }, { code: 0, signal: null, stderr: "", ...expected })
    }

    for (const call of ["receiveSync", "sendSync", "sendSync behind a send", "pollSync"]) {
      test(`${call}: worker.terminate() ends it`, () => ended(["terminate", call], { stdout: ["terminated"] }))
      test(`${call}: the end of the context in another thread ends it with ETERM`, () =>
        ended(["shutdown", call], { stdout: ["ZmqError ETERM"] }))
      for (const signal of ["SIGINT", "SIGTERM"] as const) {
        test(`${call}: ${signal} ends the process`, async () => {
          await using child = new ReactorChild("../sync/blocked", ["call", call], reactor)
          await child.printed(/^blocks$/)
          child.kill(signal)
          const ending = await child.outcome()
          assert.deepEqual({ code: ending.code, signal: ending.signal }, { code: null, signal })
        })
      }
    }

    test("receiveSync: term() in another thread ends it with ETERM, and waits until its socket is closed", () =>
      ended(["term"], { stdout: ["ZmqError ETERM", "terminated"] }))

    test("the end of the context rejects a receive that waits beside receiveSync", () =>
      ended(["shutdown, beside a receive"], { stdout: ["the receive that waited:", "ZmqError ETERM"] }))

    test("receiveSync that timed out, when a receive that waited was served, leaves nothing that keeps the process", () =>
      ended(["time out, beside a receive"], { stdout: ["message"] }))

    test("a handler of SIGINT runs after the call, which goes on", async () => {
      using push = new Push()
      const address = freshAddress("ipc")
      push.connect(address)
      await using child = new ReactorChild("../sync/blocked", ["handler", address], reactor)
      await child.printed(/^blocks$/)
      child.kill("SIGINT")
      await push.send("message", timeLimit)
      const { code, signal, stdout } = await child.outcome()
      assert.deepEqual(
        { code, signal, stdout },
        { code: 0, signal: null, stdout: ["blocks", "message", "received", "handled"] },
      )
    })

    test("a client and a server in the blocking style, in two processes", async () => {
      const address = freshAddress("ipc")
      const server = run("../sync/reply", [address], reactor)
      const client = run("../sync/request", [address], reactor)
      const { stdout: requests, ...serverEnd } = await server
      const { stdout: replies, ...clientEnd } = await client
      for (const { code, stderr } of [serverEnd, clientEnd]) assert.deepEqual({ code, stderr }, { code: 0, stderr: "" })
      assert.deepEqual(
        requests,
        numbers(10).map((number) => `Received request ${number}`),
      )
      assert.deepEqual(
        replies,
        numbers(10).map((number) => `Received reply ${number} [ World ${number} ]`),
      )
    })
  })
}
