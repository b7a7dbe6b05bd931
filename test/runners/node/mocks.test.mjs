import assert from "node:assert/strict"
import { mock, test } from "node:test"
import actual from "zmq-napi"

const skip = !mock.module && "needs --experimental-test-module-mocks"

test("a mock that wraps the actual module", { skip }, async () => {
  const sent = []
  class Push extends actual.Push {
    async send(message) {
      sent.push(message)
      await super.send(message)
    }
  }
  const mocked = mock.module("zmq-napi", { namedExports: { ...actual, Push } })
  const { report } = await import("./service.mjs")
  const pull = new actual.Pull()
  await pull.bind("tcp://127.0.0.1:*")
  const received = pull.receive()
  await report(pull.lastEndpoint, "wrapped")
  assert.equal(String(await received), "wrapped")
  assert.deepEqual(sent, ["wrapped"])
  pull.close()
  mocked.restore()
})

test("a method can be mocked", async () => {
  const send = mock.method(actual.Push.prototype, "send", async () => {})
  const push = new actual.Push()
  await push.send("to nobody")
  assert.deepEqual(send.mock.calls[0].arguments, ["to nobody"])
  send.mock.restore()
  push.close()
})
