import assert from "node:assert/strict"
import { test } from "node:test"
import { Client, Server } from "#lib/draft"
import { Context, Poller, Pull, Push } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { timeLimit } from "../support/waiting"

test("a Poller waits for draft sockets and others at once, awaited and blocking", async () => {
  using server = new Server()
  using client = new Client()
  using pull = new Pull()
  using push = new Push()
  client.connect(await bindFresh(server))
  push.connect(await bindFresh(pull))
  const poller = new Poller<Server | Pull>()
  poller.add(server, { readable: true })
  poller.add(pull, { readable: true })
  assert.equal((await poller.poll(10)).size, 0)
  assert.equal(poller.pollSync(10).size, 0)

  const waiting = poller.poll(timeLimit.timeout)
  await client.send("one")
  assert.deepEqual([...(await waiting).keys()], [server])
  assert.equal(String((await server.receive(timeLimit))[0]), "one")

  await client.send("two")
  assert.deepEqual([...poller.pollSync(timeLimit.timeout).keys()], [server])
  assert.equal(String((await server.receive(timeLimit))[0]), "two")

  await push.send("three")
  assert.deepEqual([...poller.pollSync(timeLimit.timeout).keys()], [pull])
  assert.equal(String((await pull.receive(timeLimit))[0]), "three")
})

for (const order of ["a draft socket and another", "another socket and a draft one"]) {
  test(`the end of a context ends polls of ${order} with ETERM, and those that begin then`, async () => {
    const context = new Context()
    const server = new Server({ context })
    const pull = new Pull({ context })
    const poller = new Poller<Server | Pull>()
    const sockets = [server, pull]
    if (order.startsWith("another")) sockets.reverse()
    for (const socket of sockets) poller.add(socket, { readable: true })
    const waiting = poller.poll()
    context.shutdown()
    const error = { name: "ZmqError", code: "ETERM", syscall: "zmq_poll" }
    await assert.rejects(waiting, error)
    await assert.rejects(poller.poll(), error)
    assert.throws(() => poller.pollSync(), error)
    assert.throws(() => poller.pollSync(0), error)
    for (const socket of sockets) socket.close()
    await context.term()
  })
}
