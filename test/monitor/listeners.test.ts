import assert from "node:assert/strict"
import { test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { type Event, type EventType, type Observer, Pull, Router } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { allEvents } from "../support/events"
import { timeLimit, until } from "../support/waiting"

test("events go to all listeners of their type, those that had happened before too", async () => {
  const socket = new Router()
  const { events } = socket
  const address = await bindFresh(socket)
  const seen: unknown[][] = []
  const note = (name: string) => (event: Event) => seen.push([name, event.type])
  const removed = note("removed")
  const chained = events.on("bind", note("first")).on("bind", note("second")).once("bind", note("once"))
  assert.equal(chained, events)
  events.on("close", note("first")).on("bind", removed).off("bind", removed).on("end", note("end"))
  await socket.unbind(address)
  await until(() => seen.length >= 4)
  await bindFresh(socket)
  socket.close()
  await until(() => events.closed)
  assert.deepEqual(seen, [
    ["first", "bind"],
    ["second", "bind"],
    ["once", "bind"],
    ["first", "close"],
    ["first", "bind"],
    ["second", "bind"],
    ["first", "close"],
    ["end", "end"],
  ])
})

test("an observer with listeners refuses receive(), and one with a waiting receive refuses listeners", async () => {
  using socket = new Router()
  const { events } = socket
  const listener = () => {}
  events.on("bind", listener)
  await assert.rejects(events.receive(), { code: "EBUSY" })
  await assert.rejects(allEvents(events), { code: "EBUSY" })
  events.off("bind", listener)
  const waiting = events.receive(timeLimit)
  assert.throws(() => events.on("bind", listener), { code: "EBUSY" })
  assert.throws(() => events.once("bind", listener), { code: "EBUSY" })
  await bindFresh(socket)
  assert.equal((await waiting).type, "bind")
})

test("many listeners cause no warning", async (t) => {
  const warn = t.mock.method(process, "emitWarning", () => undefined)
  using pull = new Pull()
  for (let count = 0; count < 30; count++) pull.events.on("bind", () => undefined)
  assert.equal(warn.mock.callCount(), 0)
})

test("invalid listeners and event types are refused", () => {
  using socket = new Router()
  const observer = socket.observe({ events: ["connect"] })
  const on = observer.on.bind(observer) as (type: unknown, listener: unknown) => Observer
  assert.throws(() => on("bind", () => {}), {
    code: "ERR_INVALID_ARG_VALUE",
    message: `"type" must be one of "connect", "end"; got string 'bind'`,
  })
  assert.throws(() => on("connected", () => {}), { code: "ERR_INVALID_ARG_VALUE" })
  assert.throws(() => on("connect", "listener"), { code: "ERR_INVALID_ARG_TYPE" })
})

test("a listener that closes the observer, or the socket, is the last that is called for the events", async () => {
  using socket = new Router()
  const { events } = socket
  let calls = 0
  events.on("bind", () => {
    calls++
    events.close()
  })
  await bindFresh(socket)
  await bindFresh(socket)
  await until(() => events.closed)
  await setImmediate()
  assert.equal(calls, 1)

  const types: EventType[] = []
  const note = (event: Event) => types.push(event.type)
  const { events: others } = socket
  others.on("bind", note).on("bind", () => socket.close())
  others.on("close", note).on("end", note)
  await bindFresh(socket)
  await until(() => others.closed)
  assert.deepEqual(types, ["bind", "close", "close", "close", "end"])
})
