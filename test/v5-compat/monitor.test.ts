import assert from "node:assert/strict"
import { test } from "node:test"
import * as zmq from "#lib/v5-compat/index"
import { reservedEndpoint } from "../support/endpoints"
import { until } from "../support/waiting"
import { bound, next, nextMessage, opener } from "./sockets"

/** What a monitored socket emits, as `"event address"`. */
function record(socket: zmq.Socket): string[] {
  const seen: string[] = []
  for (const name of Object.values(zmq.events)) socket.on(name, (_value, address) => seen.push(`${name} ${address}`))
  return seen
}

test("the events of a connection, on both ends", async (t) => {
  const open = opener(t)
  const [rep, req] = [open("rep"), open("req")]
  const [ofRep, ofReq] = [record(rep), record(req)]
  assert.equal(rep.monitor(), rep)
  assert.equal(req.monitor(10, 0), req)
  rep.on("message", (text) => rep.send(text))
  const address = bound(rep)
  req.connect(address)
  req.send("x")
  await nextMessage(req)
  req.close()
  await until(() => ofRep.includes(`disconnect ${address}`))
  assert.deepEqual(ofRep, [`listen ${address}`, `accept ${address}`, `disconnect ${address}`])
  assert.deepEqual(ofReq.slice(0, 2), [`connect_delay ${address}`, `connect ${address}`])
})

test("an attempt that is repeated: the time until the next one, in milliseconds", async (t) => {
  const req = opener(t)("req", { reconnect_ivl: 5, linger: 0 })
  req.monitor(500, 0)
  const address = reservedEndpoint()
  const retry = next(req, "connect_retry")
  req.connect(address)
  const [interval, endpoint, error] = await retry
  assert.ok(typeof interval === "number" && interval > 0 && interval < 100)
  assert.deepEqual([endpoint, error], [address, undefined])
})

test("an event of a failure has its errno and its error", async (t) => {
  const open = opener(t)
  const taken = bound(open("rep"))
  const rep = open("rep")
  rep.monitor()
  const failed = next(rep, "bind_error")
  assert.throws(() => rep.bindSync(taken), { code: "EADDRINUSE" })
  const [value, , error] = (await failed) as [number, string, NodeJS.ErrnoException]
  assert.ok(error instanceof Error)
  assert.equal(error.code, "EADDRINUSE")
  assert.equal(value, error.errno)
})

test("unmonitor ends the events, and monitor begins them again", async (t) => {
  const rep = opener(t)("rep")
  const seen = record(rep)
  rep.monitor().monitor()
  const first = bound(rep)
  await until(() => seen.length === 1)
  assert.equal(rep.unmonitor(), rep)
  bound(rep)
  rep.monitor()
  const third = bound(rep)
  await until(() => seen.length >= 2)
  assert.deepEqual(seen, [`listen ${first}`, `listen ${third}`])
})

test("the arguments of monitor are checked", (t) => {
  const socket = opener(t)("req")
  for (const [interval, count] of [
    [-1, 0],
    [0, 0],
    ["x", 0],
    [10, -1],
    [10, "x"],
  ]) {
    assert.throws(() => socket.monitor(interval as number, count as number), { name: "TypeError" })
  }
})
