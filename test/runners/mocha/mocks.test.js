const assert = require("node:assert/strict")
const proxyquire = require("proxyquire")
const sinon = require("sinon")
const zmq = require("zmq-napi")

const serviceFile = "../common/service.js"
const { report } = require(serviceFile)

class Fake {
  static sent = []
  connect() {}
  close() {}
  async send(message) {
    Fake.sent.push(message)
  }
}

afterEach(() => {
  Fake.sent = []
  sinon.restore()
})

for (const [title, stubs] of [
  ["proxyquire: a class in the place of another", { Push: Fake }],
  ["proxyquire: nothing but the class", { Push: Fake, "@noCallThru": true }],
]) {
  it(title, async () => {
    const service = proxyquire(serviceFile, { "zmq-napi": stubs })
    await service.report("tcp://127.0.0.1:1", "stubbed")
    assert.deepEqual(Fake.sent, ["stubbed"])
    assert.notEqual(zmq.Push, Fake)
  })
}

it("proxyquire: a class that wraps the actual one", async () => {
  const sent = []
  class Push extends zmq.Push {
    async send(message) {
      sent.push(message)
      await super.send(message)
    }
  }
  const service = proxyquire(serviceFile, { "zmq-napi": { Push } })
  const pull = new zmq.Pull()
  await pull.bind("tcp://127.0.0.1:*")
  const received = pull.receive()
  await service.report(pull.lastEndpoint, "wrapped")
  assert.equal(String(await received), "wrapped")
  assert.deepEqual(sent, ["wrapped"])
  pull.close()
})

it("an export can be replaced", async () => {
  const { Push } = zmq
  zmq.Push = Fake
  try {
    await report("tcp://127.0.0.1:1", "assigned")
  } finally {
    zmq.Push = Push
  }
  sinon.replace(zmq, "Push", Fake)
  await report("tcp://127.0.0.1:1", "replaced")
  sinon.restore()
  assert.equal(zmq.Push, Push)
  assert.deepEqual(Fake.sent, ["assigned", "replaced"])
})

it("a method can be stubbed and spied on", async () => {
  const send = sinon.spy(zmq.Push.prototype, "send")
  const pull = new zmq.Pull()
  await pull.bind("tcp://127.0.0.1:*")
  await report(pull.lastEndpoint, "spied on")
  assert.equal(String(await pull.receive()), "spied on")
  sinon.assert.calledOnceWithExactly(send, "spied on")
  pull.close()
  sinon.restore()
  sinon.stub(zmq.Push.prototype, "send").rejects(new zmq.ZmqError("EAGAIN", "made up"))
  await assert.rejects(report("tcp://127.0.0.1:1", ""), { code: "EAGAIN", message: "made up" })
})
