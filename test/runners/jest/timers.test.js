const zmq = require("zmq-napi")
const { fakes, survive } = require("../common/fakes.js")

const pass = (milliseconds) => jest.advanceTimersByTime(milliseconds)

afterEach(() => jest.useRealTimers())

test.each([
  ["jest.useFakeTimers()", undefined],
  ["with timers that move by themselves", { advanceTimers: true }],
  ["without nextTick and queueMicrotask", { doNotFake: ["nextTick", "queueMicrotask"] }],
])("sockets live through %s", (_, options) =>
  survive(
    zmq,
    () => jest.useFakeTimers(options),
    () => jest.useRealTimers(),
  ),
)

test.each(Object.entries(fakes))("while timers are faked: %s", async (_, run) => {
  jest.useFakeTimers()
  await run(zmq, pass)
})

test("the real timers are back, and all works", () => fakes["thousands of operations which succeed at once"](zmq))
