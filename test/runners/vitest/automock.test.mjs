import { afterAll, expect, test, vi } from "vitest"

vi.mock("zmq-napi")

// vitest keeps modules, mocked or not, from file to file when it does not isolate them, and in one worker of a vm pool.
vi.resetModules()

afterAll(() => {
  vi.doUnmock("zmq-napi")
  vi.resetModules()
})

test("an automatic mock opens no socket", async () => {
  const { Push } = await import("zmq-napi")
  const { report } = await import("./service.mjs")
  await report("tcp://127.0.0.1:1", "to nobody")
  const [push] = vi.mocked(Push).mock.instances
  expect(push.connect).toHaveBeenCalledWith("tcp://127.0.0.1:1")
  expect(push.send).toHaveBeenCalledWith("to nobody")
  expect(push.close).toHaveBeenCalledTimes(1)
})
