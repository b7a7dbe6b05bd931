import assert from "node:assert/strict"
import { test } from "node:test"
import { Reply, Request } from "zmq-napi"

test("a request has its reply", async () => {
  const reply = new Reply()
  const request = new Request()
  await reply.bind("tcp://127.0.0.1:*")
  request.connect(reply.lastEndpoint)
  const asked = reply.receive()
  await request.send("Hello")
  assert.equal(String(await asked), "Hello")
  const answered = request.receive()
  await reply.send("World")
  assert.equal(String(await answered), "World")
  request.close()
  reply.close()
})
