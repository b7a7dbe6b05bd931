import assert from "node:assert/strict"
import { constants } from "node:os"
import { test } from "node:test"
import { inspect } from "node:util"
import {
  Context,
  Dealer,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  SocketClosedError,
  Subscriber,
  TimeoutError,
  ZmqError,
  type ZmqErrorCode,
} from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { Pipeline } from "../support/pipeline"

/** What `call` throws or rejects with. */
async function failure(call: () => unknown): Promise<ZmqError> {
  try {
    await call()
  } catch (error) {
    assert.ok(error instanceof Error)
    return error as ZmqError
  }
  return assert.fail("nothing was thrown")
}

test("a ZmqError is an Error with a code, its number, the function and the address", async () => {
  using push = new Push()
  const address = await bindFresh(push)
  using other = new Push()
  const error = await failure(() => other.bind(address))
  assert.ok(error instanceof ZmqError && error instanceof Error)
  assert.equal(error.name, "ZmqError")
  assert.equal(error.code, "EADDRINUSE")
  assert.equal(error.errno, constants.errno.EADDRINUSE)
  assert.equal(error.syscall, "zmq_bind")
  assert.equal(error.address, address)
  assert.equal(error.message, `Address already in use: ${address}`)
  assert.equal(String(error), `ZmqError: Address already in use: ${address}`)
})

test("errors of addresses: each with its code, the function and the address", async () => {
  using push = new Push()
  const long = `ipc:///tmp/${"x".repeat(200)}`
  const cases: [call: (address: string) => unknown, address: string, code: ZmqErrorCode, syscall: string][] = [
    [(address) => push.bind(address), "nonsense", "EINVAL", "zmq_bind"],
    [(address) => push.bind(address), "tcp://no-such-interface:*", "ENODEV", "zmq_bind"],
    [(address) => push.bind(address), "nothing://here", "EPROTONOSUPPORT", "zmq_bind"],
    [(address) => push.bind(address), long, "ENAMETOOLONG", "zmq_bind"],
    [(address) => push.bindSync(address), "nothing://here", "EPROTONOSUPPORT", "zmq_bind"],
    [(address) => push.connect(address), "nonsense", "EINVAL", "zmq_connect"],
    [(address) => push.connect(address), "nothing://here", "EPROTONOSUPPORT", "zmq_connect"],
    [(address) => push.unbind(address), "tcp://127.0.0.1:5555", "ENOENT", "zmq_unbind"],
    [(address) => push.unbindSync(address), "tcp://127.0.0.1:5555", "ENOENT", "zmq_unbind"],
    [(address) => push.disconnect(address), "tcp://127.0.0.1:5555", "ENOENT", "zmq_disconnect"],
  ]
  for (const [call, address, code, syscall] of cases) {
    const error = await failure(() => call(address))
    assert.ok(error instanceof ZmqError, `${syscall} ${address}: ${error}`)
    assert.deepEqual(
      { code: error.code, errno: error.errno, syscall: error.syscall, address: error.address },
      { code, errno: (constants.errno as Record<string, number>)[code], syscall, address },
    )
    assert.ok(error.message.includes(`: ${address}`), error.message)
  }
})

test("errors of libzmq's own have its text and its number", async () => {
  using request = new Request()
  const error = await failure(() => request.receive({ timeout: 0 }))
  assert.equal(error.code, "EFSM")
  assert.match(error.message, /^Operation cannot be accomplished in current state: /)
  assert.equal(error.syscall, "zmq_msg_recv")
  assert.ok(error.errno > 100_000_000, "libzmq counts its own from there")
  assert.equal("address" in error, false)

  using reply = new Reply()
  assert.equal((await failure(() => reply.send("early", { timeout: 0 }))).syscall, "zmq_msg_send")
})

test("a TimeoutError and a SocketClosedError are ZmqErrors of code EAGAIN, and are told apart by their class", async () => {
  const pull = new Pull()
  const timeout = await failure(() => pull.receive({ timeout: 0 }))
  const waiting = pull.receive()
  pull.close()
  const closed = await failure(() => waiting)
  for (const error of [timeout, closed]) {
    assert.ok(error instanceof ZmqError)
    assert.equal(error.code, "EAGAIN")
    assert.equal(error.errno, constants.errno.EAGAIN)
    assert.equal("address" in error, false)
  }
  assert.ok(timeout instanceof TimeoutError && !(timeout instanceof SocketClosedError))
  assert.ok(closed instanceof SocketClosedError && !(closed instanceof TimeoutError))
  assert.equal(timeout.name, "TimeoutError")
  assert.equal(closed.name, "SocketClosedError")
  assert.equal(Object.prototype.toString.call(timeout), "[object Error]")
})

test("an inspected error shows its class, its message and only the details that it has", async () => {
  using push = new Push()
  const bound = inspect(await failure(() => push.bindSync("nothing://here")))
  assert.match(bound, /^ZmqError: Protocol not supported: nothing:\/\/here: the transports are tcp, .*\n/)
  assert.match(bound, /code: 'EPROTONOSUPPORT'/)
  assert.match(bound, /address: 'nothing:\/\/here'/)
  const timeout = inspect(await failure(() => push.send("", { timeout: 0 })))
  assert.match(timeout, /^TimeoutError: /)
  assert.match(timeout, /timeout: 0/)
  assert.doesNotMatch(timeout, /address|undefined/)
})

test("a bad argument is a TypeError or a RangeError with a code, and says what was given", async () => {
  using push = new Push()
  using router = new Router()
  using subscriber = new Subscriber()
  const wrong = (value: unknown) => value as never
  const cases: [call: () => unknown, code: string, message: string][] = [
    [() => push.bind(wrong(5)), "ERR_INVALID_ARG_TYPE", '"address" must be a string; got number 5'],
    [() => push.bindSync(wrong(undefined)), "ERR_INVALID_ARG_TYPE", '"address" must be a string; got undefined'],
    [() => push.unbind(wrong(null)), "ERR_INVALID_ARG_TYPE", '"address" must be a string; got null'],
    [() => push.unbindSync(wrong({})), "ERR_INVALID_ARG_TYPE", '"address" must be a string; got an instance of Object'],
    [() => push.connect(wrong([])), "ERR_INVALID_ARG_TYPE", '"address" must be a string; got array []'],
    [() => push.disconnect(wrong(true)), "ERR_INVALID_ARG_TYPE", '"address" must be a string; got boolean true'],
    [
      () => push.connect("ipc://a\0b"),
      "ERR_INVALID_ARG_VALUE",
      `"address" must be a string without NUL characters; got string 'ipc://a\\x00b'`,
    ],
    [
      () => push.connect("tcp://127.0.0.1:65536"),
      "ERR_OUT_OF_RANGE",
      `"address" must be an endpoint with a port up to 65535; got string 'tcp://127.0.0.1:65536'`,
    ],
    [() => new Push(wrong(5)), "ERR_INVALID_ARG_TYPE", '"options" must be an object; got number 5'],
    [() => new Push(wrong(null)), "ERR_INVALID_ARG_TYPE", '"options" must be an object; got null'],
    [
      () => new Push({ context: wrong({}) }),
      "ERR_INVALID_ARG_TYPE",
      '"context" must be a Context; got an instance of Object',
    ],
    [() => router.connect("inproc://x", wrong(5)), "ERR_INVALID_ARG_TYPE", '"options" must be an object; got number 5'],
    [
      () => subscriber.subscribe(wrong(5)),
      "ERR_INVALID_ARG_TYPE",
      '"prefix" must be a string or a Buffer; got number 5',
    ],
  ]
  for (const [call, code, message] of cases) {
    const error = await failure(call)
    assert.equal(error.message, message)
    assert.equal(error.code, code)
    assert.ok(error instanceof (code === "ERR_OUT_OF_RANGE" ? RangeError : TypeError))
  }
})

/** An error's stack leads to the function of this name, which called. */
function leadsTo(error: Error, caller: string): void {
  assert.match(error.stack ?? "", new RegExp(`at (async )?${caller} .*errors\\.test`), `${error.stack}`)
}

test("the stack of every error leads to the line that called", async () => {
  using pipeline = new Pipeline()
  const { push, pull } = pipeline
  using request = new Request()
  using router = new Router({ mandatory: true })
  const closed = new Dealer()
  closed.close()
  const context = new Context()
  using ended = new Pull({ context })
  using limited = new Push({ pendingSendLimit: 1 })
  limited.send("waits").catch(() => undefined)

  const calls: [name: string, call: () => unknown][] = [
    ["receive, time-out", () => pull.receive({ timeout: 1 })],
    ["receive, time-out 0", () => pull.receive({ timeout: 0 })],
    ["send, time-out", () => push.send("", { timeout: 1 })],
    ["send, time-out 0", () => push.send("", { timeout: 0 })],
    ["receive, closed", () => closed.receive()],
    ["send, closed", () => closed.send("")],
    ["receive, EFSM", () => request.receive({ timeout: 0 })],
    ["send, EHOSTUNREACH", () => router.send(["nobody", ""])],
    ["send, EBUSY", () => limited.send("")],
    ["send, TypeError", () => push.send(true as never)],
    ["send, TypeError in an array", () => push.send(["", true as never])],
    ["receive, TypeError", () => pull.receive(5 as never)],
    ["bind", () => push.bind("nonsense")],
    ["connect", () => push.connect("nonsense")],
    ["option", () => push.setOption("nonsense" as "linger", 1)],
  ]
  for (const [name, call] of calls) {
    const theCaller = async () => {
      await call()
    }
    const error = await failure(theCaller)
    assert.doesNotThrow(() => leadsTo(error, "theCaller"), name)
  }

  const theWaiter = async () => {
    await ended.receive()
  }
  const waiting = failure(theWaiter)
  context.shutdown()
  const terminated = await waiting
  assert.equal(terminated.code, "ETERM")
  leadsTo(terminated, "theWaiter")

  const theLoop = async () => {
    for await (const _ of pull) assert.fail("there is no message")
  }
  pull.receiveTimeout = 1
  leadsTo(await failure(theLoop), "theLoop")
  pull.receiveTimeout = -1

  const theClosed = async () => {
    await pull.receive()
  }
  const closing = failure(theClosed)
  pull.close()
  leadsTo(await closing, "theClosed")

  const theCombiner = async () => {
    await Promise.all([push.send("", { timeout: 1 })])
  }
  leadsTo(await failure(theCombiner), "theCombiner")
})
