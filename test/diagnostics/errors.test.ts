// zmq-napi:socket:error: which operations have failed, and which ends are not errors.
import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"
import { Context, Pull, Push, Request, type Socket } from "#lib/index"
import { reservedEndpoint } from "../support/endpoints"
import { Subscription } from "./subscription"

const channel = "zmq-napi:socket:error"
let watched: Subscription<typeof channel>
let push: Push
let pull: Pull

beforeEach(() => {
  watched = new Subscription(channel)
  push = new Push({ linger: 0 })
  pull = new Pull()
})

afterEach(() => {
  watched[Symbol.dispose]()
  push.close()
  pull.close()
})

/** The operations and codes that were published of a socket. */
function errorsOf(socket: Socket | undefined): string[] {
  const of = watched.on(channel).filter((message) => message.socket === socket)
  return of.map(({ operation, error }) => `${operation} ${error.code}`)
}

test("the error is the one that the caller gets", async () => {
  const error = await push.send("abc", { timeout: 0 }).catch((reason: unknown) => reason)
  const [message] = watched.on(channel)
  assert.ok(message?.error === error)
  assert.deepEqual(Object.keys(message ?? {}), ["socket", "type", "id", "operation", "error"])
})

test("sends: time-outs, too many that wait, a close", async () => {
  push.pendingSendLimit = 1
  await push.send("abc", { timeout: 0 }).catch(() => undefined)
  await push.send("abc", { timeout: 1 }).catch(() => undefined)
  await push.sendMany(["abc"], { timeout: 1 }).catch(() => undefined)
  assert.throws(() => push.sendSync("abc", { timeout: 1 }))
  const waiting = push.send("abc")
  await push.send("abc").catch(() => undefined)
  push.close()
  await waiting.catch(() => undefined)
  await push.send("abc").catch(() => undefined)
  assert.throws(() => push.sendSync("abc"))
  assert.deepEqual(errorsOf(push), [
    "send EAGAIN",
    "send EAGAIN",
    "send EAGAIN",
    "send EAGAIN",
    "send EBUSY",
    "send EAGAIN",
    "send EBADF",
    "send EBADF",
  ])
})

test("receives: time-outs, a turn that cannot come", async () => {
  await pull.receive({ timeout: 0 }).catch(() => undefined)
  await pull.receive({ timeout: 1 }).catch(() => undefined)
  await pull.receiveMany({ timeout: 1 }).catch(() => undefined)
  assert.throws(() => pull.receiveSync({ timeout: 1 }))
  assert.deepEqual(errorsOf(pull), ["receive EAGAIN", "receive EAGAIN", "receive EAGAIN", "receive EAGAIN"])
  using request = new Request()
  await request.receive({ timeout: 0 }).catch(() => undefined)
  assert.deepEqual(errorsOf(request), ["receive EFSM"])
})

test("endpoints that are refused", async () => {
  const endpoint = reservedEndpoint()
  await pull.bind(endpoint)
  using other = new Pull()
  await other.bind(endpoint).catch(() => undefined)
  assert.throws(() => other.bindSync("nonsense"))
  assert.throws(() => other.connect("tcp://"))
  assert.throws(() => other.disconnect("tcp://127.0.0.1:1"))
  await other.unbind("tcp://127.0.0.1:1").catch(() => undefined)
  assert.deepEqual(errorsOf(other), [
    "bind EADDRINUSE",
    "bind EINVAL",
    "connect EINVAL",
    "disconnect ENOENT",
    "unbind ENOENT",
  ])
  assert.deepEqual(errorsOf(pull), [])
})

test("a socket that cannot be opened: the type alone", () => {
  const context = new Context({ maxSockets: 1 })
  using _ = new Push({ context })
  assert.throws(() => new Pull({ context }), { code: "EMFILE" })
  const [message] = watched.on(channel)
  assert.deepEqual(
    { ...message, error: message?.error.code },
    { socket: undefined, type: "Pull", id: undefined, operation: "open", error: "EMFILE" },
  )
})

test("what is not an error of the socket: invalid arguments, aborts, receives that a close or drain ends", async () => {
  await push.send({ content: "secret" } as never).catch(() => undefined)
  assert.throws(() => push.sendSync(Symbol("secret") as never))
  await push.send("abc", { timeout: "1" } as never).catch(() => undefined)
  await push.send("abc", { signal: AbortSignal.abort() }).catch(() => undefined)
  const controller = new AbortController()
  const aborted = pull.receive({ signal: controller.signal })
  controller.abort()
  await aborted.catch(() => undefined)
  const drained = pull.receive()
  pull.drain()
  await drained.catch(() => undefined)
  using other = new Pull()
  const closed = other.receive()
  const iterated = (async () => {
    for await (const _ of other);
  })()
  other.close()
  await closed.catch(() => undefined)
  await iterated
  assert.deepEqual(watched.published, [])
})
