// Its sockets stay open, and nothing waits on them: vitest ends all the same.
import { expect, test } from "vitest"
import { Publisher, Pull, Push, Subscriber } from "zmq-napi"

test("sockets that stay open", async () => {
  const pull = new Pull()
  const push = new Push()
  await pull.bind("tcp://127.0.0.1:*")
  push.connect(pull.lastEndpoint)
  await push.send("first")
  expect(String(await pull.receive())).toBe("first")
  // Left in the queue of the Pull.
  await push.send("second")
  const publisher = new Publisher()
  await publisher.bind("tcp://127.0.0.1:*")
  const subscriber = new Subscriber()
  subscriber.connect(publisher.lastEndpoint)
  subscriber.subscribe("")
})
