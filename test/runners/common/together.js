// A Proxy and a Poller, each with sockets that may be of another copy of the module.
const assert = require("node:assert/strict")
const { isError, joinSockets, withSockets } = require("./sockets.js")

// A Proxy of `zmq` over sockets of `other`, which may be the same copy.
async function proxied(zmq, other) {
  const sockets = [new other.Router(), new other.Dealer(), new other.Request(), new zmq.Reply()]
  await withSockets(sockets, async (front, back, request, reply) => {
    await joinSockets(front, request)
    await joinSockets(back, reply)
    const proxy = new zmq.Proxy(front, back)
    const running = proxy.run()
    for (let turn = 0; turn < 3; turn++) {
      const asked = reply.receive()
      await request.send("question")
      await reply.send(await asked)
      assert.equal(String(await request.receive()), "question")
    }
    assert.equal(proxy.statistics().frontEnd.messagesReceived, 3)
    await assert.rejects(front.receive(), isError(other, "EBUSY"))
    proxy.terminate()
    await running
    assert.ok(front.closed && back.closed)
  })
}

// A Poller of `zmq` with sockets of both.
async function polled(zmq, other) {
  const sockets = [new other.Push(), new other.Pull(), new zmq.Pull(), new other.Pull()]
  await withSockets(sockets, async (push, pull, own, idle) => {
    await joinSockets(pull, push)
    await joinSockets(own, push)
    const poller = new zmq.Poller().add(pull).add(own).add(idle)
    for (let turn = 0; turn < 3; turn++) {
      const polling = poller.poll()
      // The Push deals them out: one to each.
      await push.sendMany(["one", "two"])
      const ready = await polling
      assert.ok(ready.size > 0 && !ready.has(idle))
      assert.match(String(await pull.receive()), /one|two/)
      assert.match(String(await own.receive()), /one|two/)
      assert.equal((await poller.poll(0)).size, 0)
    }
    for (const socket of [pull, own]) poller.remove(socket)
    const polling = poller.poll()
    idle.close()
    assert.equal((await polling).get(idle).error, true)
  })
}

module.exports = { polled, proxied }
