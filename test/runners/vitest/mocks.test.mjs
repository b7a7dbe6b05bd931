import { expect, test, vi } from "vitest"
import { Pull, Push } from "zmq-napi"
import { report } from "./service.mjs"

const sent = vi.hoisted(() => [])

vi.mock("zmq-napi", async (importOriginal) => {
  const actual = await importOriginal()
  class Push extends actual.Push {
    async send(message) {
      sent.push(message)
      await super.send(message)
    }
  }
  return { ...actual, Push }
})

test("a mock that wraps the actual module", async () => {
  const actual = await vi.importActual("zmq-napi")
  expect(Push).not.toBe(actual.Push)
  expect(Pull).toBe(actual.Pull)
  const pull = new Pull()
  await pull.bind("tcp://127.0.0.1:*")
  const received = pull.receive()
  await report(pull.lastEndpoint, "wrapped")
  expect(String(await received)).toBe("wrapped")
  expect(sent).toEqual(["wrapped"])
  pull.close()
})
