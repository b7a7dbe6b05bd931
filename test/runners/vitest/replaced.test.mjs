import { afterEach, expect, test, vi } from "vitest"
import zmq from "zmq-napi"
import { report } from "./service.mjs"

afterEach(() => {
  vi.restoreAllMocks()
})

test("a method can be spied on", async () => {
  const send = vi.spyOn(zmq.Push.prototype, "send")
  const pull = new zmq.Pull()
  await pull.bind("tcp://127.0.0.1:*")
  await report(pull.lastEndpoint, "spied on")
  expect(send).toHaveBeenCalledWith("spied on")
  expect(String(await pull.receive())).toBe("spied on")
  pull.close()
})

test("what a spy makes up reaches the program", async () => {
  vi.spyOn(zmq.Push.prototype, "send").mockRejectedValue(new zmq.ZmqError("EAGAIN", "made up"))
  await expect(report("tcp://127.0.0.1:1", "")).rejects.toMatchObject({ code: "EAGAIN", message: "made up" })
})
