// The module is loaded while timers are faked, and every copy after a reset as well.
jest.useFakeTimers()

const { copies } = require("../common/copies.js")
const { fakes } = require("../common/fakes.js")
const zmq = require("zmq-napi")

const pass = (milliseconds) => jest.advanceTimersByTime(milliseconds)

test.each(Object.entries(fakes))("%s", (_, run) => run(zmq, pass))

test.each(Object.entries(copies))("another copy: %s", async (_, run) => {
  jest.resetModules()
  await run(zmq, require("zmq-napi"))
})

test("the real timers are back, and all works", async () => {
  jest.useRealTimers()
  await fakes["thousands of operations which succeed at once"](zmq)
  await fakes["time-outs of real time"](zmq)
})
