// Its sockets stay open, and nothing waits on them: mocha ends all the same.
const assert = require("node:assert/strict")
const { Publisher, Pull, Push, Subscriber } = require("zmq-napi")

it("sockets that stay open", async () => {
  const pull = new Pull()
  const push = new Push()
  await pull.bind("tcp://127.0.0.1:*")
  push.connect(pull.lastEndpoint)
  await push.send("first")
  assert.equal(String(await pull.receive()), "first")
  // Left in the queue of the Pull.
  await push.send("second")
  const publisher = new Publisher()
  await publisher.bind("tcp://127.0.0.1:*")
  const subscriber = new Subscriber()
  subscriber.connect(publisher.lastEndpoint)
  subscriber.subscribe("")
})
