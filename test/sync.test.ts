import assert from "node:assert/strict"
import { once } from "node:events"
import { join } from "node:path"
import { describe, test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { Worker } from "node:worker_threads"
import {
  Context,
  Dealer,
  type MessageLike,
  Pair,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  Stream,
  Subscriber,
  TimeoutError,
  XPublisher,
  XSubscriber,
} from "#lib/index"
import { Child, reactors, run } from "./lifetimes/child"
import { numbers, Pipeline, receiveText } from "./pipeline"
import { bindFresh, freshAddress } from "./support/endpoints"
import { processorTime } from "./support/processor-time"
import { text } from "./support/text"
import { soon } from "./support/waiting"
import type { Part } from "./sync/partner"

// --- in one thread, where the message is there already

test("sendSync sends and receiveSync receives what send and receive do", () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const messages: [MessageLike | MessageLike[], (string | Buffer)[]][] = [
    ["text", ["text"]],
    [Buffer.from([0, 255]), [Buffer.from([0, 255])]],
    [new SharedArrayBuffer(2), [Buffer.alloc(2)]],
    [null, [""]],
    [5, ["5"]],
    [
      ["topic", "", Buffer.alloc(100_000, 1)],
      ["topic", "", Buffer.alloc(100_000, 1)],
    ],
  ]
  for (const [message, expected] of messages) {
    assert.equal(push.sendSync(message), undefined)
    const received = pull.receiveSync()
    assert.ok(received.every(Buffer.isBuffer))
    assert.deepEqual(
      received,
      expected.map((part) => Buffer.from(part as string)),
    )
  }
})

test("sockets of each type that can send and receive do so", () => {
  const own = new Context()
  const pairs: [new (init: object) => Dealer, new (init: object) => Dealer][] = [
    [Dealer, Dealer],
    [Pair, Pair],
    [Request, Reply],
    [Request, Router],
    [Dealer, Router],
  ] as never
  for (const [One, Other] of pairs) {
    for (const transport of ["tcp", "inproc"] as const) {
      using other = new Other({ context: own })
      using one = new One({ context: own })
      other.bindSync(freshAddress(transport))
      one.connect(other.lastEndpoint!)
      for (let round = 0; round < 5; round++) {
        one.sendSync(`question ${round}`, soon)
        const question = other.receiveSync(soon)
        assert.equal(String(question.at(-1)), `question ${round}`)
        other.sendSync([...question.slice(0, -1), `answer ${round}`], soon)
        assert.deepEqual(text(one.receiveSync(soon)), [`answer ${round}`])
      }
    }
  }
})

test("publishers and subscribers", () => {
  for (const [Publishing, Subscribing] of [
    [XPublisher, Subscriber],
    [XPublisher, XSubscriber],
  ] as const) {
    using publisher = new Publishing()
    using subscriber = new Subscribing()
    publisher.bindSync("tcp://127.0.0.1:*")
    subscriber.connect(publisher.lastEndpoint!)
    if (subscriber instanceof XSubscriber) subscriber.sendSync("\x01topic")
    else subscriber.subscribe("topic")
    assert.deepEqual(text(publisher.receiveSync(soon)), ["\x01topic"])
    publisher.sendSync(["other", "lost"])
    publisher.sendSync(["topic", "news"])
    assert.deepEqual(text(subscriber.receiveSync(soon)), ["topic", "news"])
  }
  using publisher = new Publisher()
  publisher.sendSync("for nobody")
})

test("a Stream", () => {
  using server = new Stream()
  using client = new Stream()
  server.bindSync("tcp://127.0.0.1:*")
  client.connect(server.lastEndpoint!)
  const [serverSide] = server.receiveSync(soon)
  const [clientSide] = client.receiveSync(soon)
  client.sendSync([clientSide, "raw"], soon)
  assert.deepEqual(server.receiveSync(soon), [serverSide, Buffer.from("raw")])
})

test("who only sends or only receives has only that", () => {
  for (const Type of [Push, Publisher]) {
    assert.equal("receiveSync" in Type.prototype, false)
    assert.equal("sendSync" in Type.prototype, true)
  }
  for (const Type of [Pull, Subscriber]) {
    assert.equal("sendSync" in Type.prototype, false)
    assert.equal("receiveSync" in Type.prototype, true)
  }
})

// --- time-outs

/** How long the call takes, in ms; it must throw a TimeoutError. */
function timed(call: () => unknown): number {
  const start = performance.now()
  assert.throws(call, TimeoutError)
  return performance.now() - start
}

for (const [name, make] of Object.entries({
  receiveSync: () => {
    const pull = new Pull()
    return { socket: pull, call: (timeout: number) => () => pull.receiveSync({ timeout }) }
  },
  sendSync: () => {
    const push = new Push()
    return { socket: push, call: (timeout: number) => () => push.sendSync("lost", { timeout }) }
  },
})) {
  test(`${name} times out on the millisecond: never early, and no later than the system's own wait`, async () => {
    const { socket, call } = make()
    using _ = socket
    await socket.bind("tcp://127.0.0.1:*")
    const cell = new Int32Array(new SharedArrayBuffer(4))
    for (const timeout of [1, 7, 33, 50, 51, 130]) {
      // A busy machine makes some of them late, but not the best of them.
      let best = Number.POSITIVE_INFINITY
      let control = Number.POSITIVE_INFINITY
      for (let round = 0; round < 5; round++) {
        const took = timed(call(timeout))
        // Clocks that count in whole milliseconds.
        assert.ok(took >= timeout - 1, `after ${took} of ${timeout} ms`)
        best = Math.min(best, took)
        const start = performance.now()
        Atomics.wait(cell, 0, 0, timeout)
        control = Math.min(control, performance.now() - start)
      }
      assert.ok(best < control + 3, `${timeout} ms took ${best}, and the system ${control}`)
    }
  })

  test(`${name} with a time-out of 0 does not wait`, () => {
    const { socket, call } = make()
    using _ = socket
    assert.throws(call(0), { name: "TimeoutError", code: "EAGAIN", timeout: 0 })
  })
}

test("receiveTimeout and sendTimeout are the default time-outs, and the call's own goes before", () => {
  using pull = new Pull({ receiveTimeout: 3 })
  using push = new Push({ sendTimeout: 4 })
  const receive = { name: "TimeoutError", code: "EAGAIN", syscall: "zmq_msg_recv", timeout: 3 }
  const send = { name: "TimeoutError", code: "EAGAIN", syscall: "zmq_msg_send", timeout: 4 }
  assert.throws(() => pull.receiveSync(), { ...receive, message: "No message arrived within 3 ms" })
  assert.throws(() => push.sendSync(""), { ...send, message: "The message could not be sent within 4 ms" })
  assert.throws(() => pull.receiveSync({}), receive)
  assert.throws(() => push.sendSync("", {}), send)
  assert.throws(() => pull.receiveSync({ timeout: 1 }), { ...receive, timeout: 1 })
  assert.throws(() => push.sendSync("", { timeout: 1 }), { ...send, timeout: 1 })
})

test("a send that timed out is never delivered", async () => {
  using pipeline = new Pipeline()
  assert.throws(() => pipeline.push.sendSync("lost", { timeout: 1 }), TimeoutError)
  assert.throws(() => pipeline.push.sendSync(["lost", "too"], { timeout: 1 }), TimeoutError)
  pipeline.join()
  pipeline.push.sendSync("sent")
  assert.deepEqual(text(pipeline.pull.receiveSync()), ["sent"])
  assert.equal(pipeline.pull.readable, false)
})

test("who blocks uses no processor", () => {
  using pull = new Pull()
  pull.bindSync("tcp://127.0.0.1:*")
  const before = processorTime()
  assert.throws(() => pull.receiveSync({ timeout: 1000 }), TimeoutError)
  const used = processorTime() - before
  assert.ok(used < 100, `${used} ms of a second`)
})

// --- errors

test("errors are those of send and receive, thrown", () => {
  using pull = new Pull()
  using push = new Push()
  pull.close()
  push.close()
  const closed = { name: "ZmqError", code: "EBADF", message: "Socket is closed" }
  assert.throws(() => pull.receiveSync(), closed)
  assert.throws(() => push.sendSync(""), closed)

  using request = new Request()
  using reply = new Reply()
  assert.throws(() => request.receiveSync(), { name: "ZmqError", code: "EFSM", syscall: "zmq_msg_recv" })
  assert.throws(() => reply.sendSync(""), { name: "ZmqError", code: "EFSM", syscall: "zmq_msg_send" })
  request.connect("inproc://nobody-replies")
  request.sendSync("one")
  assert.throws(() => request.sendSync("two"), { code: "EFSM" })

  using router = new Router({ mandatory: true })
  assert.throws(() => router.sendSync(["nobody", ""]), { name: "ZmqError", code: "EHOSTUNREACH" })
})

test("the stack of an error leads to the call", function theCaller() {
  using pull = new Pull()
  assert.throws(
    () => pull.receiveSync({ timeout: 0 }),
    (error: Error) => error.stack!.includes("theCaller"),
  )
})

test("what cannot be sent, and what is no time-out, is refused before anything is done", () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  push.sendSync("kept")
  assert.throws(() => push.sendSync(true as never), { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" })
  assert.throws(() => push.sendSync(["good", {} as never]), { name: "TypeError", message: /^"message\[1\]"/ })
  assert.throws(() => push.sendSync([]), { name: "TypeError", code: "ERR_INVALID_ARG_VALUE" })
  for (const call of [
    (options: unknown) => push.sendSync("lost", options as object),
    (options: unknown) => pull.receiveSync(options as object),
  ]) {
    assert.throws(() => call({ timeout: "5" }), { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" })
    assert.throws(() => call({ timeout: -2 }), { name: "RangeError", code: "ERR_OUT_OF_RANGE" })
    assert.throws(() => call(5), { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" })
  }
  assert.deepEqual(text(pull.receiveSync()), ["kept"])
  assert.equal(pull.readable, false)
})

test("on a context that was shut down both throw ETERM", async () => {
  await using context = new Context()
  using pair = new Pair({ context })
  context.shutdown()
  assert.throws(() => pair.receiveSync(), { name: "ZmqError", code: "ETERM" })
  assert.throws(() => pair.sendSync(""), { name: "ZmqError", code: "ETERM" })
})

// --- beside asynchronous operations

test("what was received ahead comes first", async () => {
  using pipeline = Pipeline.joined()
  for (const number of numbers(10)) await pipeline.push.send(number)
  assert.equal(await receiveText(pipeline.pull), "0")
  const seen = numbers(9).map(() => String(pipeline.pull.receiveSync({ timeout: 0 })[0]))
  assert.deepEqual(seen, numbers(9, 1))
  assert.throws(() => pipeline.pull.receiveSync({ timeout: 0 }), TimeoutError)
})

test("receives that wait are served before", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const waiting = [receiveText(pull), pull.receiveMany({ max: 1 }).then(([message]) => text(message!)[0])]
  for (const number of numbers(3)) push.sendSync(number)
  assert.deepEqual(text(pull.receiveSync(soon)), ["2"])
  assert.deepEqual(await Promise.all(waiting), ["0", "1"])
})

test("when there is only enough for those that wait, receiveSync times out", async () => {
  using pipeline = Pipeline.joined()
  const waiting = receiveText(pipeline.pull)
  pipeline.push.sendSync("0")
  assert.throws(() => pipeline.pull.receiveSync({ timeout: 5 }), TimeoutError)
  assert.throws(() => pipeline.pull.receiveSync({ timeout: 0 }), TimeoutError)
  assert.equal(await waiting, "0")
})

test("sends that wait go before", async () => {
  using pipeline = new Pipeline()
  const { push, pull } = pipeline
  const waiting = [push.send("0"), push.sendMany(["1", "2"])]
  assert.throws(() => push.sendSync("lost", { timeout: 0 }), TimeoutError)
  assert.throws(() => push.sendSync("lost", { timeout: 5 }), TimeoutError)
  pipeline.join()
  push.sendSync("3", soon)
  assert.deepEqual(
    numbers(4).map(() => String(pull.receiveSync(soon)[0])),
    numbers(4),
  )
  await Promise.all(waiting)
})

test("sends that wait go before, over the network, and when they have to wait in turn", async () => {
  using pull = new Pull({ receiveHighWaterMark: 1 })
  using push = new Push({ linger: 0, sendHighWaterMark: 1 })
  const waiting = numbers(5).map((number) => push.send(number))
  push.connect(await bindFresh(pull))
  push.sendSync("5", soon)
  assert.deepEqual(
    numbers(6).map(() => String(pull.receiveSync(soon)[0])),
    numbers(6),
  )
  await Promise.all(waiting)
})

test("a blocking call takes no signal from the operations that wait", async () => {
  using one = new Dealer({ linger: 0 })
  using other = new Dealer({ linger: 0 })
  other.connect(await bindFresh(one))
  for (let round = 0; round < 100; round++) {
    const receiving = receiveText(one)
    await other.send(`to one ${round}`)
    one.sendSync(`to other ${round}`, soon)
    assert.deepEqual(text(other.receiveSync(soon)), [`to other ${round}`])
    assert.equal(await receiving, `to one ${round}`)
  }
})

test("after a blocking receive the next asynchronous one is served", async () => {
  using pull = new Pull()
  using push = new Push({ linger: 0 })
  push.connect(await bindFresh(pull))
  for (let round = 0; round < 100; round++) {
    push.sendSync("first")
    assert.deepEqual(text(pull.receiveSync(soon)), ["first"])
    const receiving = receiveText(pull)
    if (round % 2 === 0) await setImmediate()
    push.sendSync("second")
    assert.equal(await receiving, "second")
  }
})

test("pendingSendLimit holds for sendSync too", () => {
  using push = new Push({ pendingSendLimit: 1 })
  push.send("waits").catch(() => undefined)
  assert.throws(() => push.sendSync("too many"), { name: "ZmqError", code: "EBUSY" })
})

test("a message's getter that closes the socket ends the sendSync that reads it", () => {
  using push = new Push()
  const closing = Object.defineProperty(["first"], 1, {
    get: () => {
      push.close()
      return "second"
    },
    enumerable: true,
  })
  assert.throws(() => push.sendSync(closing), { name: "ZmqError" })
})

// --- while another thread does its part

async function partner(role: Part["role"], address: string, count: number) {
  const start = new Int32Array(new SharedArrayBuffer(4))
  const workerData: Part = { role, address, count, start }
  const thread = new Worker(join(__dirname, "sync", "partner.js"), { workerData })
  await once(thread, "message")
  return { thread, start }
}

for (const transport of ["tcp", "ipc", "inproc"] as const) {
  test(`receiveSync over ${transport} waits for what another thread sends`, async () => {
    using pull = new Pull()
    const { thread, start } = await partner("send", await bindFresh(pull, transport), 100)
    const ended = once(thread, "exit")
    for (const number of numbers(100)) {
      Atomics.add(start, 0, 1)
      Atomics.notify(start, 0)
      assert.deepEqual(text(pull.receiveSync(soon)), [number])
    }
    await ended
  })

  test(`sendSync over ${transport} waits for room that another thread makes`, async () => {
    using push = new Push({ sendHighWaterMark: 1 })
    const { thread, start } = await partner("receive", await bindFresh(push, transport), 5000)
    const received = once(thread, "message")
    Atomics.store(start, 0, 1)
    Atomics.notify(start, 0)
    for (const number of numbers(5000)) push.sendSync(number, soon)
    assert.deepEqual(await received, [numbers(5000)])
  })
}

// --- what ends a call that would block for ever

for (const reactor of reactors) {
  describe(`in a process of its own, with the ${reactor} reactor`, { concurrency: 2 }, () => {
    const ended = async (parameters: string[], expected: object) => {
      const { code, signal, stdout, stderr } = await run("../sync/blocked", parameters, reactor)
      assert.deepEqual({ code, signal, stdout, stderr }, { code: 0, signal: null, stderr: "", ...expected })
    }

    for (const call of ["receiveSync", "sendSync", "sendSync behind a send"]) {
      test(`${call}: worker.terminate() ends it`, () => ended(["terminate", call], { stdout: ["terminated"] }))
      test(`${call}: the end of the context in another thread ends it with ETERM`, () =>
        ended(["shutdown", call], { stdout: ["ZmqError ETERM"] }))
      for (const signal of ["SIGINT", "SIGTERM"] as const) {
        test(`${call}: ${signal} ends the process`, async () => {
          const child = new Child("../sync/blocked", ["call", call], reactor)
          await child.line(/^blocks$/)
          child.kill(signal)
          const ending = await child.ended
          assert.deepEqual({ code: ending.code, signal: ending.signal }, { code: null, signal })
        })
      }
    }

    test("a handler of SIGINT runs after the call, which goes on", async () => {
      using push = new Push()
      const address = freshAddress("ipc")
      push.connect(address)
      const child = new Child("../sync/blocked", ["handler", address], reactor)
      await child.line(/^blocks$/)
      child.kill("SIGINT")
      await push.send("message", soon)
      const { code, signal, stdout } = await child.ended
      assert.deepEqual(
        { code, signal, stdout },
        { code: 0, signal: null, stdout: ["blocks", "message", "received", "handled"] },
      )
    })

    test("a client and a server in the blocking style, in two processes", async () => {
      const address = freshAddress("ipc")
      const server = run("../sync/reply", [address], reactor)
      const client = run("../sync/request", [address], reactor)
      const { stdout: requests, ...serverEnd } = await server
      const { stdout: replies, ...clientEnd } = await client
      for (const { code, stderr } of [serverEnd, clientEnd]) assert.deepEqual({ code, stderr }, { code: 0, stderr: "" })
      assert.deepEqual(
        requests,
        numbers(10).map((number) => `Received request ${number}`),
      )
      assert.deepEqual(
        replies,
        numbers(10).map((number) => `Received reply ${number} [ World ${number} ]`),
      )
    })
  })
}
