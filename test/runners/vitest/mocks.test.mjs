import { afterAll, expect, test, vi } from "vitest"

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

// vitest keeps modules, mocked or not, from file to file when it does not isolate them, and in one worker of a vm pool.
vi.resetModules()

afterAll(() => {
  vi.doUnmock("zmq-napi")
  vi.resetModules()
})

test("a mock that wraps the actual module", async () => {
  const { Pull, Push } = await import("zmq-napi")
  const { report } = await import("./service.mjs")
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
