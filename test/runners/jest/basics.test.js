const zmq = require("zmq-napi")
const { basics } = require("../common/basics.js")
const { checkPlace } = require("../common/place.js")

test("this file runs where the configuration says", checkPlace)

test.each(Object.entries(basics))("%s", (_, run) => run(zmq))

test("what is thrown is an Error of the test's realm", async () => {
  const pull = new zmq.Pull()
  await expect(pull.receive({ timeout: 0 })).rejects.toThrow(zmq.TimeoutError)
  await expect(pull.receive({ timeout: 0 })).rejects.toBeInstanceOf(Error)
  expect(() => new zmq.Pull({ linger: "long" })).toThrow(TypeError)
  pull.close()
})
