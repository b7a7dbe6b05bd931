const zmq = require("zmq-napi")
const { report } = require("../common/service.js")

afterEach(() => jest.restoreAllMocks())

class Fake {
  static sent = []
  connect() {}
  close() {}
  async send(message) {
    Fake.sent.push(message)
  }
}

test("an export can be replaced", async () => {
  const { Push } = zmq
  zmq.Push = Fake
  try {
    await report("tcp://127.0.0.1:1", "assigned")
  } finally {
    zmq.Push = Push
  }
  jest.spyOn(zmq, "Push").mockImplementation(() => new Fake())
  await report("tcp://127.0.0.1:1", "replaced")
  jest.restoreAllMocks()
  expect(zmq.Push).toBe(Push)
  expect(Fake.sent).toEqual(["assigned", "replaced"])
})

test("a method can be spied on", async () => {
  const send = jest.spyOn(zmq.Push.prototype, "send")
  const pull = new zmq.Pull()
  await pull.bind("tcp://127.0.0.1:*")
  await report(pull.lastEndpoint, "spied on")
  expect(send).toHaveBeenCalledWith("spied on")
  expect(String(await pull.receive())).toBe("spied on")
  pull.close()
})

test("what a spy makes up reaches the program", async () => {
  jest.spyOn(zmq.Push.prototype, "send").mockRejectedValue(new zmq.ZmqError("EAGAIN", "made up"))
  await expect(report("tcp://127.0.0.1:1", "")).rejects.toMatchObject({ code: "EAGAIN", message: "made up" })
})
