import { after, afterEach, before, describe, mock, test } from "node:test"
import * as zmq from "zmq-napi"
import { copies } from "../common/copies.js"
import { fakes, survive } from "../common/fakes.js"
import { freshCopy } from "../common/fresh-copy.js"

const pass = (milliseconds) => mock.timers.tick(milliseconds)

describe("mock.timers with all that it can fake", () => {
  afterEach(() => mock.timers.reset())

  test("sockets live through it", () =>
    survive(
      zmq,
      () => mock.timers.enable(),
      () => mock.timers.reset(),
    ))

  for (const [name, run] of Object.entries(fakes)) {
    test(name, async () => {
      mock.timers.enable()
      await run(zmq, pass)
    })
  }
})

describe("a copy that is loaded while timers are faked", () => {
  let loaded

  before(() => {
    mock.timers.enable()
    loaded = freshCopy()
  })

  after(() => mock.timers.reset())

  for (const [name, run] of Object.entries(fakes)) test(name, () => run(loaded, pass))

  for (const [name, run] of Object.entries(copies)) test(`another copy: ${name}`, () => run(loaded, freshCopy()))

  test("the real timers are back, and all works", async () => {
    mock.timers.reset()
    await fakes["thousands of operations which succeed at once"](loaded)
    await fakes["time-outs of real time"](loaded)
  })
})
