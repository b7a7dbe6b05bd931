import assert from "node:assert/strict"
import { test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { Dealer, type Event, Observer, Pull, Push, Router, SocketClosedError } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { allEvents, eventOf, typesOf } from "../support/events"
import { timeLimit, until } from "../support/waiting"

test("socket.events is one observer until that is closed, and then a new one that works", async () => {
  using socket = new Router()
  const first = socket.events
  assert.ok(first instanceof Observer)
  assert.equal(socket.events, first)
  await bindFresh(socket)
  assert.equal((await first.receive(timeLimit)).type, "bind")
  first.close()
  first.close()
  assert.equal(first.closed, true)
  const second = socket.events
  assert.notEqual(second, first)
  assert.equal(second.closed, false)
  await bindFresh(socket)
  assert.equal((await second.receive(timeLimit)).type, "bind")
})

test("a socket whose observer was closed binds, and carries messages", async () => {
  using pull = new Pull()
  pull.events.close()
  using push = new Push()
  push.events.close()
  push.connect(await bindFresh(pull))
  await push.send("goes")
  assert.equal(String(await pull.receive(timeLimit)), "goes")
})

test("what happened before the first receive is received, in order", async () => {
  using socket = new Router()
  const { events } = socket
  const addresses = [await bindFresh(socket), await bindFresh(socket), await bindFresh(socket)]
  await setImmediate()
  const expected = addresses.map((address): Event => ({ type: "bind", address }))
  assert.deepEqual(
    [await events.receive(timeLimit), await events.receive(timeLimit), await events.receive(timeLimit)],
    expected,
  )
  await assert.rejects(events.receive({ timeout: 0 }), { code: "EAGAIN" })
})

test("receives queue; time-outs and signals end them and leave no trace", async () => {
  using socket = new Router()
  const { events } = socket
  const cancel = new AbortController()
  const [timedOut, aborted] = [events.receive({ timeout: 1 }), events.receive({ signal: cancel.signal })]
  const [first, second] = [events.receive(timeLimit), events.receive(timeLimit)]
  await assert.rejects(timedOut, { name: "TimeoutError", code: "EAGAIN", timeout: 1 })
  cancel.abort()
  await assert.rejects(aborted, { name: "AbortError" })
  const addresses = [await bindFresh(socket), await bindFresh(socket)]
  assert.deepEqual(
    await Promise.all([first, second]),
    addresses.map((address) => ({ type: "bind", address })),
  )
  await assert.rejects(events.receive({ signal: AbortSignal.abort() }), { name: "AbortError" })
  await assert.rejects(events.receive({ timeout: 1.5 }), { code: "ERR_OUT_OF_RANGE" })
})

test("close() of the observer ends receives that wait, and iterations quietly, and drops the rest", async () => {
  using socket = new Router()
  const { events } = socket
  const waiting = events.receive()
  const iteration = allEvents(events)
  events.close()
  await assert.rejects(waiting, (error: Error) => {
    assert.ok(error instanceof SocketClosedError)
    assert.equal(error.message, "Observer was closed while the operation waited")
    return true
  })
  assert.deepEqual(await iteration, [])
  await assert.rejects(events.receive(), { code: "EBADF", message: "Observer is closed" })
  assert.throws(() => events.on("bind", () => {}), { code: "EBADF" })
  assert.deepEqual(await allEvents(events), [])

  const unread = socket.events
  await bindFresh(socket)
  unread.close()
  await assert.rejects(unread.receive(), { code: "EBADF" })
})

test("`using` closes the observer", () => {
  using socket = new Router()
  let observer: Observer
  {
    using events = socket.events
    observer = events
  }
  assert.equal(observer.closed, true)
})

test("a loop that ends leaves the observer open for the next", async () => {
  using socket = new Router()
  const { events } = socket
  const addresses = [await bindFresh(socket), await bindFresh(socket)]
  const seen: Event[] = []
  for (let round = 0; round < 2; round++) {
    for await (const event of events) {
      seen.push(event)
      break
    }
  }
  assert.deepEqual(
    seen,
    addresses.map((address) => ({ type: "bind", address })),
  )
  const iterator = events[Symbol.asyncIterator]()
  await iterator.return?.()
  assert.deepEqual(await iterator.next(), { done: true, value: undefined })
})

test("one observer for each socket: another is refused with EBUSY until the first is closed", async () => {
  using socket = new Router()
  const first = socket.observe({ events: ["accept"] })
  assert.equal(socket.events, first as unknown)
  assert.throws(() => socket.observe(), { code: "EBUSY" })
  assert.throws(() => new Observer(socket), { code: "EBUSY" })
  first.close()
  const second = new Observer(socket)
  assert.equal(socket.events, second)
  await bindFresh(socket)
  assert.equal((await second.receive(timeLimit)).type, "bind")
})

test("options.events: only those types come, and end", async () => {
  const socket = new Router()
  const observer = socket.observe({ events: ["close"] })
  const address = await bindFresh(socket)
  await bindFresh(socket)
  await socket.unbind(address)
  socket.close()
  const seen: object[] = []
  for await (const event of observer) seen.push(event)
  assert.deepEqual(seen[0], { type: "close", address })
  assert.equal(seen.length, 3)
  assert.deepEqual(seen.at(-1), { type: "end" })
})

test("invalid options are refused before anything begins", () => {
  using socket = new Router()
  const observe = socket.observe.bind(socket) as (options: unknown) => Observer
  assert.throws(() => observe(null), { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" })
  assert.throws(() => observe({ events: "connect" }), { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" })
  assert.throws(() => observe({ events: ["connected"] }), {
    code: "ERR_INVALID_ARG_VALUE",
    message: /^"options.events" must be one of "accept", .*; got string 'connected'$/,
  })
  assert.throws(() => observe({ events: ["pipe:statistics"] }), { code: "ERR_INVALID_ARG_VALUE" })
  assert.throws(() => observe({ version: 3 }), { code: "ERR_INVALID_ARG_VALUE" })
  assert.throws(() => new Observer({} as Router), { code: "ERR_INVALID_ARG_TYPE" })
  assert.throws(() => new Observer(null as unknown as Router), { code: "ERR_INVALID_ARG_TYPE" })
  // None of these has begun anything.
  observe({}).close()
})

/** Fails to bind, which is two events each time, while the event loop does not turn. */
function failToBind(socket: Router, address: string, count: number): void {
  for (let round = 0; round < count; round++) {
    try {
      socket.bindSync(address)
    } catch (error) {
      // libzmq keeps the reason although it reports the event in between.
      if ((error as { code: string }).code === "EADDRINUSE") continue
      throw error
    }
    assert.fail("bound to an address that is taken")
  }
}

test("nobody reads: libzmq's threads go on, 10,000 events are kept, and the last one comes though there was no room", async () => {
  using first = new Router()
  const address = await bindFresh(first)
  const socket = new Router()
  const { events } = socket
  failToBind(socket, address, 6_000)
  using push = new Push()
  using pull = new Pull()
  push.connect(await bindFresh(pull))
  await push.send("goes")
  assert.equal(String(await pull.receive(timeLimit)), "goes")
  socket.close()
  // Some of the 12,000 that happened are read while others are still on their way.
  const seen = await allEvents(events)
  assert.ok(seen.length >= 10_000 && seen.length < 12_000, `${seen.length} events`)
  assert.deepEqual(seen.at(-1), { type: "end" })
})

test("version 2 names both ends", async () => {
  using server = new Router()
  const atServer = server.observe({ version: 2 })
  const address = await bindFresh(server)
  const client = new Dealer()
  const atClient = client.observe({ version: 2, events: ["connect"] })
  client.connect(address)
  const connected = await atClient.receive(timeLimit)
  assert.ok(connected.type === "connect")
  assert.equal(connected.remote, address)
  assert.deepEqual(await atServer.receive(timeLimit), { type: "bind", local: address, remote: "" })
  const ends = { local: address, remote: connected.local }
  assert.deepEqual(await atServer.receive(timeLimit), { type: "accept", ...ends })
  assert.deepEqual(await atServer.receive(timeLimit), { type: "handshake", ...ends })
  client.close()
  assert.deepEqual(await atServer.receive(timeLimit), { type: "disconnect", ...ends })
  assert.deepEqual(await atClient.receive(timeLimit), { type: "end" })
})

test("pipe statistics: an event for each connection, with what waits on it", async () => {
  using server = new Router()
  const observer = server.observe({ version: 2, events: ["pipe:statistics", "handshake"] })
  assert.throws(() => observer.requestPipeStatistics(), { code: "EAGAIN", message: "The socket has no connection" })
  const address = await bindFresh(server)
  using one = new Dealer({ routingId: "one" })
  using two = new Dealer({ routingId: "two" })
  for (const [socket, count] of [
    [one, 3],
    [two, 0],
  ] as const) {
    socket.connect(address)
    for (let sent = 0; sent < count; sent++) await socket.send(["", "waits"])
    assert.equal((await observer.receive(timeLimit)).type, "handshake")
  }
  const look = async () => {
    observer.requestPipeStatistics()
    const seen: object[] = []
    for (let connection = 0; connection < 2; connection++) {
      const event = await observer.receive(timeLimit)
      assert.ok(event.type === "pipe:statistics")
      assert.equal(event.local, address)
      seen.push({ outbound: event.outbound, inbound: event.inbound })
    }
    return seen
  }
  await until(async () => JSON.stringify(await look()) === '[{"outbound":0,"inbound":3},{"outbound":0,"inbound":0}]')
})

test("pipe statistics are refused where libzmq cannot report them", () => {
  using socket = new Router()
  const first = socket.events
  assert.throws(() => first.requestPipeStatistics(), { code: "ENOTSUP", message: /observe\({ version: 2 }\)/ })
  first.close()
  const second = socket.observe({ version: 2, events: ["accept"] })
  assert.throws(() => second.requestPipeStatistics(), { code: "EINVAL", message: /leave "pipe:statistics" out/ })
  second.close()
  assert.throws(() => second.requestPipeStatistics(), { code: "EBADF" })
  const third = socket.observe({ version: 2 })
  socket.close()
  assert.throws(() => third.requestPipeStatistics(), { code: "EBADF" })
})

test("each connection that goes while its statistics are asked for: no harm, and no event after the last", async () => {
  const server = new Router()
  const observer = server.observe({ version: 2, events: ["pipe:statistics"] })
  const address = await bindFresh(server)
  for (let round = 0; round < 50; round++) {
    const clients = Array.from({ length: 4 }, () => new Dealer({ linger: 0 }))
    for (const client of clients) client.connect(address)
    for (const client of clients) await client.send("hello")
    for (let received = 0; received < clients.length; received++) await server.receive(timeLimit)
    for (const client of clients) {
      client.close()
      for (let asked = 0; asked < 10; asked++) {
        try {
          observer.requestPipeStatistics()
        } catch (error) {
          assert.equal((error as { code: string }).code, "EAGAIN")
        }
      }
      await setImmediate()
    }
  }
  server.close()
  const last = await (async () => {
    let event: object = {}
    for await (event of observer);
    return event
  })()
  assert.deepEqual(last, { type: "end" })
})

test("fifty observers at once each get the events of their own socket", async () => {
  const sockets = Array.from({ length: 50 }, () => new Router())
  const observers = sockets.map((socket) => socket.events)
  const addresses = await Promise.all(sockets.map((socket) => bindFresh(socket)))
  const seen = await Promise.all(observers.map((observer) => eventOf(observer, "bind")))
  assert.deepEqual(
    seen.map(({ address }) => address),
    addresses,
  )
  for (const socket of sockets) socket.close()
  for (const observer of observers) assert.deepEqual(typesOf(await allEvents(observer)), ["close", "end"])
})
