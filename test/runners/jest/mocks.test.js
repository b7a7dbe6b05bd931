const mockSent = []

jest.mock("zmq-napi", () => {
  const actual = jest.requireActual("zmq-napi")
  class Push extends actual.Push {
    async send(message) {
      mockSent.push(message)
      await super.send(message)
    }
  }
  return { ...actual, Push }
})

const { Pull, Push } = require("zmq-napi")
const actual = jest.requireActual("zmq-napi")
const { report } = require("../common/service.js")

test("a mock that wraps the actual module", async () => {
  expect(Push).not.toBe(actual.Push)
  expect(Pull).toBe(actual.Pull)
  const pull = new Pull()
  await pull.bind("tcp://127.0.0.1:*")
  const received = pull.receive()
  await report(pull.lastEndpoint, "wrapped")
  expect(String(await received)).toBe("wrapped")
  expect(mockSent).toEqual(["wrapped"])
  pull.close()
})
