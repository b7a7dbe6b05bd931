import assert from "node:assert/strict"
import { once } from "node:events"
import { type TestContext, test } from "node:test"
import * as zmq from "#lib/v5-compat/index"
import { until } from "../support/waiting"
import { bound, next, nextMessage, nextMessages, opener } from "./sockets"

/** A connected push and pull. */
function pipeline(context: TestContext): { push: zmq.Socket; pull: zmq.Socket } {
  const open = opener(context)
  const [push, pull] = [open("push"), open("pull")]
  push.connect(bound(pull))
  return { push, pull }
}

test("parts are sent as their bytes, or as their text", async (t) => {
  const { push, pull } = pipeline(t)
  const parts = [
    "text",
    15.99,
    Buffer.from("buffer"),
    new Uint8Array([65]),
    new ArrayBuffer(1),
    null,
    undefined,
    true,
    {},
  ]
  assert.equal(push.send(parts), push)
  assert.deepEqual(await nextMessage(pull), [
    ..."text 15.99 buffer A \0 null undefined true".split(" "),
    "[object Object]",
  ])
  push.send(15.99)
  const [part] = await next(pull, "message")
  assert.ok(Buffer.isBuffer(part))
  assert.equal(String(part), "15.99")
})

test("ZMQ_SNDMORE joins the parts of several calls, and the callbacks of all are called", async (t) => {
  const { push, pull } = pipeline(t)
  const called: number[] = []
  push.send(["a", "b"], zmq.ZMQ_SNDMORE, () => called.push(1))
  push.send("c", zmq.ZMQ_SNDMORE)
  assert.equal(called.length, 0)
  push.send("d", 0, () => called.push(2))
  assert.deepEqual(await nextMessage(pull), ["a", "b", "c", "d"])
  assert.deepEqual(called, [1, 2])
})

test("the callback of a message that can be sent at once is called during send(), with the socket as this", (t) => {
  const socket = opener(t)("pub")
  const calls: unknown[] = []
  socket.send("x", null, function (this: unknown, ...given: unknown[]) {
    calls.push(this === socket, ...given)
  })
  assert.equal(calls.length, 1)
  socket.send([], 0, () => calls.push("nothing to send"))
  assert.deepEqual(calls, [true, "nothing to send"])
})

test("messages that cannot be sent at once wait, keep their order, and are called back", async (t) => {
  const open = opener(t)
  const push = open("push", { linger: 0 })
  push.setsockopt(zmq.ZMQ_SNDHWM, 1)
  // Time-outs have no effect, as in zeromq 5.
  push.setsockopt(zmq.ZMQ_SNDTIMEO, 0)
  const count = 3000
  const sent: number[] = []
  for (let index = 0; index < count; index++) push.send(`${index}`, 0, (error) => sent.push(error ? -1 : index))
  assert.deepEqual(sent, [])
  const pull = open("pull")
  const messages = nextMessages(pull, count)
  push.connect(bound(pull))
  const expected = Array.from({ length: count }, (_, index) => index)
  assert.deepEqual(
    (await messages).map(([text]) => Number(text)),
    expected,
  )
  assert.deepEqual(sent, expected)
})

test("many requests are sent one after the other, each when the last was answered", async (t) => {
  const open = opener(t)
  const [req, rep] = [open("req"), open("rep")]
  req.connect(bound(rep))
  const order: string[] = []
  rep.on("message", (text) => rep.send(`reply to ${text}`))
  for (const number of [1, 2, 3]) req.send(`${number}`, 0, () => order.push(`sent ${number}`))
  req.on("message", (text) => order.push(String(text)))
  await until(() => order.length === 6)
  assert.deepEqual(order, ["sent 1", "reply to 1", "sent 2", "reply to 2", "sent 3", "reply to 3"])
})

test("many requests are sent even if nobody listens for the replies, which are not lost", async (t) => {
  const open = opener(t)
  const [req, rep] = [open("req"), open("rep")]
  req.connect(bound(rep))
  rep.on("message", (text) => rep.send(text))
  for (const number of [1, 2, 3]) req.send(number)
  const requests = await nextMessages(rep, 3)
  assert.deepEqual(requests, [["1"], ["2"], ["3"]])
  assert.deepEqual(await nextMessages(req, 3), requests)
})

test("a rep socket answers when it has received, also if it has sent before", async (t) => {
  const open = opener(t)
  const [req, rep] = [open("req"), open("rep")]
  req.connect(bound(rep))
  rep.send("early")
  rep.once("message", () => undefined)
  req.send("question")
  assert.deepEqual(await nextMessage(req), ["early"])
})

test("messages that arrive before there is a listener are not lost", async (t) => {
  const { push, pull } = pipeline(t)
  for (const number of [1, 2, 3]) push.send(number)
  await until(() => (pull._ioevents & zmq.ZMQ_POLLIN) !== 0)
  const seen: string[] = []
  pull.once("message", (text) => seen.push(`once ${text}`))
  await until(() => seen.length === 1)
  pull.addListener("message", (text) => seen.push(String(text)))
  await until(() => seen.length === 3)
  push.send(4)
  await until(() => seen.length === 4)
  assert.deepEqual(seen, ["once 1", "2", "3", "4"])
})

test("every way to add a listener begins to receive", async (t) => {
  for (const method of ["on", "addListener", "once", "prependListener", "prependOnceListener"] as const) {
    const { push, pull } = pipeline(t)
    push.send(method)
    const received = new Promise((resolve) => pull[method]("message", (text) => resolve(String(text))))
    assert.equal(await received, method)
  }
  const { push, pull } = pipeline(t)
  push.send("by events.once")
  assert.deepEqual((await once(pull, "message")).map(String), ["by events.once"])
})

test("a paused socket emits nothing, can be read, keeps what is sent, and goes on where it was", async (t) => {
  const open = opener(t)
  const [one, other] = [open("pair"), open("pair")]
  other.connect(bound(one))
  const seen: string[] = []
  one.on("message", (text) => {
    seen.push(String(text))
    if (seen.length === 2) one.pause()
  })
  for (const number of [1, 2, 3, 4, 5]) other.send(number)
  await until(() => seen.length === 2)
  await until(() => (one._ioevents & zmq.ZMQ_POLLIN) !== 0)
  assert.deepEqual(one.read()?.map(String), ["3"])
  const sent: string[] = []
  one.send("a", 0, () => sent.push("a"))
  one.send("b", 0, () => sent.push("b"))
  assert.deepEqual([seen, sent], [["1", "2"], []])
  one.resume()
  assert.deepEqual(sent, ["a", "b"])
  assert.deepEqual(await nextMessages(other, 2), [["a"], ["b"]])
  await until(() => seen.length === 4)
  assert.deepEqual(seen, ["1", "2", "4", "5"])
})

test("read() takes the messages of a socket without listeners", async (t) => {
  const { push, pull } = pipeline(t)
  assert.equal(pull.read(), null)
  push.send(["a", "b"])
  push.send("c")
  await until(() => (pull._ioevents & zmq.ZMQ_POLLIN) !== 0)
  assert.deepEqual(pull.read()?.map(String), ["a", "b"])
  await until(() => (pull._ioevents & zmq.ZMQ_POLLIN) !== 0)
  assert.deepEqual(pull.read()?.map(String), ["c"])
  assert.equal(pull.read(), null)
  assert.equal(push.read(), null)
})

test("an error of a listener is an event, and later messages arrive", async (t) => {
  const { push, pull } = pipeline(t)
  const seen: string[] = []
  pull.on("message", (text) => {
    seen.push(String(text))
    if (seen.length === 1) throw new Error("of the listener")
  })
  const failed = next(pull, "error")
  push.send(1)
  push.send(2)
  const [error] = await failed
  assert.equal((error as Error).message, "of the listener")
  await until(() => seen.length === 2)
})

test("a message that cannot be routed: a callback, an event, or an error that send() throws", (t) => {
  const open = opener(t)
  const router = open("router")
  router.setsockopt(zmq.ZMQ_ROUTER_MANDATORY, 1)
  assert.throws(() => router.send(["nobody", "x"]), { code: "EHOSTUNREACH" })
  const codes: unknown[] = []
  const note = (error?: Error) => codes.push((error as NodeJS.ErrnoException | undefined)?.code)
  router.send(["nobody", "x"], 0, note)
  router.on("error", note)
  router.send(["nobody", "x"])
  assert.deepEqual(codes, ["EHOSTUNREACH", "EHOSTUNREACH"])
  assert.throws(() => open("router").send("only an id"), TypeError)
})

test("a socket that only receives cannot send", (t) => {
  const open = opener(t)
  for (const type of ["pull", "sub"] as const) {
    const socket = open(type)
    assert.throws(() => socket.send("x"), { code: "ENOTSUP", message: `A ${type} socket cannot send` })
    const codes: unknown[] = []
    socket.send("x", 0, (error) => codes.push((error as NodeJS.ErrnoException).code))
    assert.deepEqual(codes, ["ENOTSUP"])
  }
})

test("a callback that is no function is an error", (t) => {
  const socket = opener(t)("pub")
  assert.throws(() => socket.send("x", 0, 5 as never), { name: "TypeError" })
})

test("what waits when the socket is closed is dropped, and its callbacks get an error", async (t) => {
  const open = opener(t)
  const push = open("push", { linger: 0 })
  const errors: unknown[] = []
  const note = (error?: Error) => errors.push(error instanceof Error)
  push.send("waits", 0, note)
  push.send("waits too")
  push.pause()
  push.send("paused", 0, note)
  assert.equal(push.close(), push)
  await until(() => errors.length === 2)
  assert.equal(push.send("closed", 0, note).send("closed, without a callback"), push)
  assert.deepEqual(errors, [true, true, true])
  assert.equal(push.close(), push)
  assert.equal(push.read(), null)
  push.pause()
  push.resume()
})

test("sends while a message is called back keep the order", async (t) => {
  const { push, pull } = pipeline(t)
  push.pause()
  push.send("1", 0, () => push.send("3"))
  push.send("2")
  push.resume()
  assert.deepEqual(await nextMessages(pull, 3), [["1"], ["2"], ["3"]])
})

test("a message of many parts", async (t) => {
  const { push, pull } = pipeline(t)
  const parts = Array.from({ length: 5000 }, (_, index) => `${index}`)
  push.send(parts)
  assert.deepEqual(await nextMessage(pull), parts)
})
