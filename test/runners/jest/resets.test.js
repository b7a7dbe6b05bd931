const { copies } = require("../common/copies.js")
const { freshCopy } = require("../common/fresh-copy.js")

const first = require("zmq-napi")

function afterReset() {
  jest.resetModules()
  return require("zmq-napi")
}

function isolated() {
  let copy
  jest.isolateModules(() => {
    copy = require("zmq-napi")
  })
  return copy
}

test("jest.resetModules gives another copy", () => {
  expect(afterReset().Push).not.toBe(first.Push)
})

describe.each([
  ["jest.resetModules", afterReset],
  ["jest.isolateModules", isolated],
  ["a copy outside of Jest, as a reporter or a global setup has it", freshCopy],
])("%s", (_, load) => {
  test.each(Object.entries(copies))("%s", (_, run) => run(first, load()))
})

test("twenty resets, each with a request", async () => {
  for (let reset = 0; reset < 20; reset++) await copies["they talk over tcp"](first, afterReset())
})
