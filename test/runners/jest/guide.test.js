// The blocks of docs/how-to/testing.md.
const { Reply, Request } = require("zmq-napi")

let reply
let request

beforeEach(async () => {
  reply = new Reply()
  request = new Request()
  await reply.bind("tcp://127.0.0.1:*")
  request.connect(reply.lastEndpoint)
})

afterEach(() => {
  request.close()
  reply.close()
})

const { Context, Pull, Push, Subscriber, TimeoutError, XPublisher } = require("zmq-napi")

test("a question is asked", async () => {
  await request.send("question")
  expect(String(await reply.receive())).toBe("question")
})

test("a context of the test's own", async () => {
  const context = new Context()
  const pull = new Pull({ context })
  const push = new Push({ context })
  await pull.bind("inproc://jobs")
  push.connect("inproc://jobs")
  await push.send("job")
  expect(String(await pull.receive())).toBe("job")
  push.close()
  pull.close()
  await context.term()
})

test("nobody asks", async () => {
  jest.useFakeTimers()
  const asked = reply.receive({ timeout: 50 })
  jest.advanceTimersByTime(3_600_000) // moves the program's timers, but not the time-out
  await expect(asked).rejects.toThrow(TimeoutError) // after 50 ms of real time
  jest.useRealTimers()
})

test("a subscriber has joined", async () => {
  const publisher = new XPublisher()
  const subscriber = new Subscriber()
  await publisher.bind("tcp://127.0.0.1:*")
  subscriber.connect(publisher.lastEndpoint)
  subscriber.subscribe("topic")
  await publisher.receive()
  await publisher.send("topic")
  expect(String(await subscriber.receive())).toBe("topic")
  subscriber.close()
  publisher.close()
})
