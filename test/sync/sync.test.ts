import assert from "node:assert/strict"
import { once } from "node:events"
import { test } from "node:test"
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
  XPublisher,
  XSubscriber,
} from "#lib/index"
import { bindFresh, freshAddress } from "../support/endpoints"
import { numbers, Pipeline } from "../support/pipeline"
import { text } from "../support/text"
import { timeLimit } from "../support/waiting"
import { startPeerThread } from "./start-peer-thread"

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
  const context = new Context()
  const pairs: [new (init: object) => Dealer, new (init: object) => Dealer][] = [
    [Dealer, Dealer],
    [Pair, Pair],
    [Request, Reply],
    [Request, Router],
    [Dealer, Router],
  ] as never
  for (const [One, Other] of pairs) {
    for (const transport of ["tcp", "inproc"] as const) {
      using other = new Other({ context })
      using one = new One({ context })
      other.bindSync(freshAddress(transport))
      one.connect(other.lastEndpoint!)
      for (let round = 0; round < 5; round++) {
        one.sendSync(`question ${round}`, timeLimit)
        const question = other.receiveSync(timeLimit)
        assert.equal(String(question.at(-1)), `question ${round}`)
        other.sendSync([...question.slice(0, -1), `answer ${round}`], timeLimit)
        assert.deepEqual(text(one.receiveSync(timeLimit)), [`answer ${round}`])
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
    assert.deepEqual(text(publisher.receiveSync(timeLimit)), ["\x01topic"])
    publisher.sendSync(["other", "lost"])
    publisher.sendSync(["topic", "news"])
    assert.deepEqual(text(subscriber.receiveSync(timeLimit)), ["topic", "news"])
  }
  using publisher = new Publisher()
  publisher.sendSync("for nobody")
})

test("a Stream", () => {
  using server = new Stream()
  using client = new Stream()
  server.bindSync("tcp://127.0.0.1:*")
  client.connect(server.lastEndpoint!)
  const [serverSide] = server.receiveSync(timeLimit)
  const [clientSide] = client.receiveSync(timeLimit)
  client.sendSync([clientSide, "raw"], timeLimit)
  assert.deepEqual(server.receiveSync(timeLimit), [serverSide, Buffer.from("raw")])
})

test("sockets that only send, or only receive, have only those methods", () => {
  for (const Type of [Push, Publisher]) {
    assert.equal("receiveSync" in Type.prototype, false)
    assert.equal("sendSync" in Type.prototype, true)
  }
  for (const Type of [Pull, Subscriber]) {
    assert.equal("sendSync" in Type.prototype, false)
    assert.equal("receiveSync" in Type.prototype, true)
  }
})

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

test("invalid messages and time-outs are refused before anything is done", () => {
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

test("sendSync and receiveSync throw ETERM after a context's shutdown", async () => {
  await using context = new Context()
  using pair = new Pair({ context })
  context.shutdown()
  assert.throws(() => pair.receiveSync(), { name: "ZmqError", code: "ETERM" })
  assert.throws(() => pair.sendSync(""), { name: "ZmqError", code: "ETERM" })
})

for (const transport of ["tcp", "ipc", "inproc"] as const) {
  test(`receiveSync over ${transport} waits for what another thread sends`, async () => {
    using pull = new Pull()
    const { thread, start } = await startPeerThread("send", await bindFresh(pull, transport), 100)
    const ended = once(thread, "exit")
    for (const number of numbers(100)) {
      Atomics.add(start, 0, 1)
      Atomics.notify(start, 0)
      assert.deepEqual(text(pull.receiveSync(timeLimit)), [number])
    }
    await ended
  })

  test(`sendSync over ${transport} waits for room that another thread makes`, async () => {
    using push = new Push({ sendHighWaterMark: 1 })
    const { thread, start } = await startPeerThread("receive", await bindFresh(push, transport), 5000)
    const received = once(thread, "message")
    Atomics.store(start, 0, 1)
    Atomics.notify(start, 0)
    for (const number of numbers(5000)) push.sendSync(number, timeLimit)
    assert.deepEqual(await received, [numbers(5000)])
  })
}
