import assert from "node:assert/strict"
import { test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { Context, Dealer, Observer, Pull, Push, Router } from "#lib/index"
import { bindFresh, reservedEndpoint } from "../support/endpoints"
import { allEvents, typesOf } from "../support/events"
import { timeLimit, until } from "../support/waiting"

test("close() of the socket: its events go on, the last is end", async () => {
  const socket = new Router()
  const { events } = socket
  const address = await bindFresh(socket)
  socket.close()
  assert.equal(socket.events, events)
  assert.deepEqual(await allEvents(events), [{ type: "bind", address }, { type: "close", address }, { type: "end" }])
  assert.equal(events.closed, true)
  assert.throws(() => socket.events, { code: "EBADF", message: "Socket is closed" })
  await assert.rejects(events.receive(), { code: "EBADF" })
})

test("the last event comes when what was sent has left", async () => {
  using pull = new Pull()
  const address = reservedEndpoint()
  const push = new Push({ reconnectInterval: 10 })
  push.connect(address)
  await push.send("lingers")
  const { events } = push
  const seen = allEvents(events)
  push.close()
  await setImmediate()
  assert.equal(events.closed, false)
  await pull.bind(address)
  assert.equal(String(await pull.receive(timeLimit)), "lingers")
  assert.equal(typesOf(await seen).at(-1), "end")
})

test("a socket that is closed refuses to be observed, by events and by observe()", () => {
  const socket = new Router()
  socket.close()
  assert.throws(() => socket.events, { code: "EBADF", message: "Socket is closed" })
  assert.throws(() => socket.observe(), { code: "EBADF" })
  assert.throws(() => new Observer(socket), { code: "EBADF" })
})

test("a context that is shut down: the last event for who waits, and no new observer", async () => {
  await using context = new Context()
  const socket = new Router({ context })
  const { events } = socket
  const other = new Router({ context })
  const waiting = events.receive(timeLimit)
  context.shutdown()
  assert.deepEqual(await waiting, { type: "end" })
  assert.equal(events.closed, true)
  assert.throws(() => other.events, { code: "ETERM" })
})

test("term() ends although observers are open and nobody reads them", async () => {
  const context = new Context()
  const [read, unread] = [new Router({ context }), new Router({ context })]
  await bindFresh(read)
  const seen = allEvents(read.events)
  unread.events.on("end", () => {})
  const ignored = new Dealer({ context })
  const { events } = ignored
  for (const socket of [read, unread, ignored]) socket.close()
  await context.term()
  assert.equal(typesOf(await seen).at(-1), "end")
  assert.equal(typesOf(await allEvents(events)).at(-1), "end")
})

test("disposing of a context closes its sockets and ends their observers", async () => {
  const types: string[] = []
  let events: Observer
  {
    await using context = new Context()
    const socket = new Router({ context })
    events = socket.events.on("end", ({ type }) => types.push(type))
    await bindFresh(socket)
  }
  await until(() => events.closed)
  assert.deepEqual(types, ["end"])
})

test("an observer that finds no room for its sockets fails with EMFILE, and leaves none behind", async () => {
  await using context = new Context({ maxSockets: 3 })
  const [socket, other] = [new Router({ context }), new Router({ context })]
  for (let round = 0; round < 3; round++) {
    assert.throws(() => socket.events, { code: "EMFILE", syscall: /^zmq_socket/ })
  }
  other.close()
  await bindFresh(socket)
  const { events } = socket
  await bindFresh(socket)
  assert.equal((await events.receive(timeLimit)).type, "bind")
})
