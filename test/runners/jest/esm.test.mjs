import { jest } from "@jest/globals"
import standard, * as zmq from "zmq-napi"
import { Server } from "zmq-napi/draft"
import { basics } from "../common/basics.js"
import { fakes } from "../common/fakes.js"

afterEach(() => jest.useRealTimers())

test("both kinds of import give the same", () => {
  expect(standard.Push).toBe(zmq.Push)
  expect(Server.prototype).toBeInstanceOf(zmq.Socket)
})

test.each(Object.entries(basics))("%s", (_, run) => run(zmq))

test.each(Object.entries(fakes))("while timers are faked: %s", async (_, run) => {
  jest.useFakeTimers()
  await run(zmq, (milliseconds) => jest.advanceTimersByTime(milliseconds))
})
