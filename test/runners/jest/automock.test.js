jest.mock("zmq-napi")

const { Push } = require("zmq-napi")
const { report } = require("../common/service.js")

test("an automatic mock opens no socket", async () => {
  await report("tcp://127.0.0.1:1", "to nobody")
  const [push] = Push.mock.instances
  expect(push.connect).toHaveBeenCalledWith("tcp://127.0.0.1:1")
  expect(push.send).toHaveBeenCalledWith("to nobody")
  expect(push.close).toHaveBeenCalledTimes(1)
})
