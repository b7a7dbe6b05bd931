// The module is loaded while timers are faked.
const sinon = require("sinon")
const { copies } = require("../common/copies.js")
const { fakes } = require("../common/fakes.js")
const { freshCopy } = require("../common/fresh-copy.js")

let clock
let zmq

before(() => {
  clock = sinon.useFakeTimers()
  zmq = freshCopy()
})

after(() => clock.restore())

for (const [name, run] of Object.entries(fakes)) {
  it(name, () => run(zmq, (milliseconds) => clock.tick(milliseconds)))
}

for (const [name, run] of Object.entries(copies)) it(`another copy: ${name}`, () => run(zmq, freshCopy()))

it("the real timers are back, and all works", async () => {
  clock.restore()
  await fakes["thousands of operations which succeed at once"](zmq)
  await fakes["time-outs of real time"](zmq)
})
