const sinon = require("sinon")
const zmq = require("zmq-napi")
const { fakes, survive } = require("../common/fakes.js")

const settings = {
  "sinon.useFakeTimers()": undefined,
  "with a clock that moves by itself": { shouldAdvanceTime: true },
}

let clock

afterEach(() => clock?.restore())

for (const [title, options] of Object.entries(settings)) {
  describe(title, () => {
    const fake = () => {
      clock = sinon.useFakeTimers(options)
    }

    it("sockets live through it", () => survive(zmq, fake, () => clock.restore()))

    for (const [name, run] of Object.entries(fakes)) {
      it(name, async () => {
        fake()
        await run(zmq, (milliseconds) => clock.tick(milliseconds))
      })
    }
  })
}

it("the real timers are back, and all works", () => fakes["thousands of operations which succeed at once"](zmq))
