import assert from "node:assert/strict"
import { test } from "node:test"
import * as zmq from "#lib/v5-compat/index"
import { reservedEndpoint } from "../support/endpoints"
import { until } from "../support/waiting"
import { bound, next, nextMessage, opener } from "./sockets"

test("bind and unbind emit their event, then call back without arguments", async (t) => {
  const socket = opener(t)("rep")
  const address = reservedEndpoint()
  const order: unknown[] = []
  for (const event of ["bind", "unbind"]) socket.on(event, (given) => order.push([event, given]))
  const bind = new Promise<void>((resolve) => {
    const returned = socket.bind(address, (...given) => {
      order.push(["bound", ...given])
      resolve()
    })
    assert.equal(returned, socket)
  })
  assert.equal(order.length, 0)
  assert.equal(socket._zmq.state, zmq.STATE_BUSY)
  await bind
  assert.equal(socket._zmq.state, zmq.STATE_READY)
  await new Promise<void>((resolve) => {
    socket.unbind(address, (...given) => {
      order.push(["unbound", ...given])
      resolve()
    })
  })
  assert.deepEqual(order, [["bind", address], ["bound"], ["unbind", address], ["unbound"]])
})

test("a failure of bind or unbind goes to the callback, or is an event", async (t) => {
  const open = opener(t)
  const taken = bound(open("rep"))
  const socket = open("rep")
  const codes: unknown[] = []
  const note = (error?: Error) => codes.push((error as NodeJS.ErrnoException | undefined)?.code)
  socket.bind(taken, note)
  await until(() => codes.length === 1)
  socket.on("error", note)
  socket.bind(taken)
  await until(() => codes.length === 2)
  socket.unbind("tcp://127.0.0.1:1", note)
  await until(() => codes.length === 3)
  socket.unbind("tcp://127.0.0.1:1")
  await until(() => codes.length === 4)
  assert.deepEqual(codes, ["EADDRINUSE", "EADDRINUSE", "ENOENT", "ENOENT"])
})

test("the Sync forms return the socket, throw, and emit nothing", (t) => {
  const open = opener(t)
  const socket = open("rep")
  for (const event of ["bind", "unbind", "error"]) socket.on(event, () => assert.fail(event))
  const address = bound(socket)
  assert.throws(() => open("rep").bindSync(address), { code: "EADDRINUSE" })
  assert.equal(socket.unbindSync(address), socket)
  assert.throws(() => socket.unbindSync(address), { code: "ENOENT" })
  assert.equal(open("rep").bindSync(address).closed, false)
})

test("connect and disconnect", async (t) => {
  const open = opener(t)
  const [push, pull] = [open("push"), open("pull")]
  const address = bound(pull)
  assert.equal(push.connect(address), push)
  push.send("x")
  assert.deepEqual(await nextMessage(pull), ["x"])
  assert.equal(push.disconnect(address), push)
  assert.throws(() => push.disconnect(address), { code: "ENOENT" })
  assert.throws(() => push.connect("nonsense"), { code: "EINVAL" })
})

test("an address must be a string, and a callback a function", (t) => {
  const socket = opener(t)("rep")
  for (const method of ["bind", "bindSync", "unbind", "unbindSync", "connect", "disconnect"] as const) {
    assert.throws(() => socket[method](5555 as never), { name: "TypeError" }, method)
  }
  assert.throws(() => socket.bind("inproc://v5-compat-callback", "x" as never), { name: "TypeError" })
  assert.throws(() => socket.unbind("inproc://v5-compat-callback", "x" as never), { name: "TypeError" })
})

test("a closed socket throws EBADF", (t) => {
  const socket = opener(t)("dealer")
  assert.equal(socket.closed, false)
  socket.close()
  assert.equal(socket.closed, true)
  assert.equal(socket._zmq.state, zmq.STATE_CLOSED)
  const calls: (() => unknown)[] = [
    () => socket.bind("tcp://127.0.0.1:*"),
    () => socket.bindSync("tcp://127.0.0.1:*"),
    () => socket.unbind("tcp://127.0.0.1:*"),
    () => socket.unbindSync("tcp://127.0.0.1:*"),
    () => socket.connect("tcp://127.0.0.1:1"),
    () => socket.disconnect("tcp://127.0.0.1:1"),
    () => socket.linger,
    () => socket._ioevents,
    () => socket.hwm,
    () => {
      socket.linger = 0
    },
    () => socket.monitor(),
    () => socket.ref(),
    () => socket.unref(),
  ]
  for (const call of calls) assert.throws(call, { code: "EBADF", message: "Socket is closed" }, String(call))
  assert.equal(socket.unmonitor(), socket)
})

test("a bind that waits when the socket is closed calls back with an error, and emits none", async (t) => {
  const open = opener(t)
  const errors: Error[] = []
  // The lookup of a host name ends in a later turn of the event loop.
  const socket = open("rep")
  socket.on("error", () => assert.fail("an event"))
  socket.bind("tcp://localhost:*", (error) => errors.push(error as Error))
  socket.bind("tcp://localhost:*")
  socket.close()
  await until(() => errors.length === 1)
  assert.equal(errors[0]?.name, "SocketClosedError")
})

test("subscriptions: the methods, the properties and the options", async (t) => {
  const open = opener(t)
  const xpub = open("xpub")
  const sub = open("sub")
  sub.connect(bound(xpub))
  const steps: [() => unknown, string][] = [
    [() => sub.subscribe("a"), "\u0001a"],
    [() => sub.unsubscribe(Buffer.from("a")), "\0a"],
    [() => Object.assign(sub, { _subscribe: "b" }), "\u0001b"],
    [() => Object.assign(sub, { _unsubscribe: "b" }), "\0b"],
    [() => sub.setsockopt(zmq.ZMQ_SUBSCRIBE, "c"), "\u0001c"],
    [() => sub.setsockopt("_unsubscribe", "c"), "\0c"],
  ]
  for (const [step, expected] of steps) {
    const received = next(xpub, "message")
    assert.equal(step(), sub)
    assert.deepEqual((await received).map(String), [expected])
  }
})
