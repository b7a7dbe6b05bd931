import { expect, test, vi } from "vitest"
import { Push } from "zmq-napi"
import { report } from "./service.mjs"

vi.mock("zmq-napi")

test("an automatic mock opens no socket", async () => {
  await report("tcp://127.0.0.1:1", "to nobody")
  const [push] = vi.mocked(Push).mock.instances
  expect(push.connect).toHaveBeenCalledWith("tcp://127.0.0.1:1")
  expect(push.send).toHaveBeenCalledWith("to nobody")
  expect(push.close).toHaveBeenCalledTimes(1)
})
