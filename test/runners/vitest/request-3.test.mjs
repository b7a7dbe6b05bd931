import { expect, test } from "vitest"
import { Reply, Request } from "zmq-napi"

test("a request has its reply", async () => {
  const reply = new Reply()
  const request = new Request()
  await reply.bind("tcp://127.0.0.1:*")
  request.connect(reply.lastEndpoint)
  const asked = reply.receive()
  await request.send("Hello")
  expect(String(await asked)).toBe("Hello")
  const answered = request.receive()
  await reply.send("World")
  expect(String(await answered)).toBe("World")
  request.close()
  reply.close()
})
