import assert from "node:assert/strict"
import { test } from "node:test"
import { setImmediate } from "node:timers/promises"
import {
  type MessageLike,
  type OperationOptions,
  Push,
  Router,
  SocketClosedError,
  Stream,
  TimeoutError,
} from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { numbers, Pipeline, receiveText, receiveTexts } from "../support/pipeline"
import { text } from "../support/text"
import { thoroughOnly } from "../support/thorough"
import { timeLimit, until } from "../support/waiting"

const aborted = { name: "AbortError", code: 20 }

test("sendMany sends each element as send does, in order, and resolves with their number", async () => {
  using pipeline = Pipeline.joined()
  const messages = ["text", Buffer.from([0, 255]), ["topic", "", null], 5, null, new Uint16Array([1]), ["one"]]
  assert.equal(await pipeline.push.sendMany(messages), messages.length)
  const received: Buffer[][] = []
  while (pipeline.pull.readable) received.push(await pipeline.pull.receive(timeLimit))
  const expected = [["text"], [Buffer.from([0, 255])], ["topic", "", ""], ["5"], [""], [Buffer.from([1, 0])], ["one"]]
  assert.deepEqual(
    received,
    expected.map((parts) => parts.map((part) => Buffer.from(part as string))),
  )
})

test("sendMany of no messages resolves with 0, also while others wait", async () => {
  using pipeline = new Pipeline()
  assert.equal(await pipeline.push.sendMany([]), 0)
  const waiting = pipeline.push.send("waits")
  assert.equal(await pipeline.push.sendMany([]), 0)
  pipeline.join()
  await waiting
})

test("sendMany of shared memory and of large parts copies them", async () => {
  using pipeline = Pipeline.joined()
  const shared = new SharedArrayBuffer(3)
  const large = Buffer.alloc(100_000, "a")
  await pipeline.push.sendMany([shared, [shared, large], new Uint8Array(shared)])
  new Uint8Array(shared).fill(1)
  large.fill("b")
  assert.deepEqual(await pipeline.pull.receive(timeLimit), [Buffer.alloc(3)])
  assert.deepEqual(await pipeline.pull.receive(timeLimit), [Buffer.alloc(3), Buffer.alloc(100_000, "a")])
  assert.deepEqual(await pipeline.pull.receive(timeLimit), [Buffer.alloc(3)])
})

test("what was given to sendMany may be changed at once, also when it waits", async () => {
  using pipeline = new Pipeline()
  const body = Buffer.from("body")
  const parts = ["topic", body]
  const messages: (string | (string | Buffer)[])[] = ["first", parts]
  const sending = pipeline.push.sendMany(messages)
  body.fill("x")
  parts.push("more")
  messages.push("last")
  pipeline.join()
  assert.equal(await sending, 2)
  assert.equal(await receiveText(pipeline.pull), "first")
  assert.deepEqual(text(await pipeline.pull.receive(timeLimit)), ["topic", "body"])
  assert.equal(pipeline.pull.readable, false)
})

test("sendMany waits while the socket cannot send, and goes on when it can", async () => {
  using pipeline = Pipeline.narrow(3)
  let settled = false
  const sending = pipeline.push.sendMany(numbers(100)).finally(() => {
    settled = true
  })
  assert.equal(await receiveText(pipeline.pull), "0")
  assert.equal(settled, false)
  assert.deepEqual(await receiveTexts(pipeline.pull, 99), numbers(99, 1))
  assert.equal(await sending, 100)
})

test("sendMany over the network keeps the order of many messages", async () => {
  using pipeline = new Pipeline()
  using push = new Push({ linger: 0, sendHighWaterMark: 10 })
  push.connect(await bindFresh(pipeline.pull))
  const sending = push.sendMany(numbers(5000))
  assert.deepEqual(await receiveTexts(pipeline.pull, 5000), numbers(5000))
  assert.equal(await sending, 5000)
})

for (const joined of [true, false]) {
  test(`send and sendMany keep their order among each other, ${joined ? "taken at once" : "waiting"}`, async () => {
    using pipeline = new Pipeline()
    if (joined) pipeline.join()
    const { push } = pipeline
    const settled: number[] = []
    const sends = [
      push.send("0"),
      push.sendMany(["1", "2"]),
      push.sendMany(["3"]),
      push.send(["4"]),
      push.sendMany(numbers(5, 5)),
      push.send("10"),
    ].map((send, index) => (send as Promise<unknown>).then(() => settled.push(index)))
    if (!joined) pipeline.join()
    await Promise.all(sends)
    assert.deepEqual(settled, [0, 1, 2, 3, 4, 5])
    assert.deepEqual(await receiveTexts(pipeline.pull, 11), numbers(11))
  })
}

const expectedPart = "a Buffer, ArrayBufferView, ArrayBuffer, SharedArrayBuffer, string, number, null or undefined"

test("a message that cannot be sent refuses them all, and the error names it", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const type = { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" }
  const wrong: [messages: unknown, refusal: object][] = [
    [
      ["good", true],
      { ...type, message: new RegExp(`^"messages\\[1\\]" must be ${expectedPart}.*; got boolean true`) },
    ],
    [
      ["good", ["good", {}]],
      { ...type, message: new RegExp(`^"messages\\[1\\]\\[1\\]" must be ${expectedPart}; got`) },
    ],
    [[["good", 5n], "good"], { ...type, message: /^"messages\[0\]\[1\]" must be .*; got bigint 5n/ }],
    [["good", [["nested"]]], { ...type, message: /^"messages\[1\]\[0\]" must be/ }],
    [
      ["good", []],
      { name: "TypeError", code: "ERR_INVALID_ARG_VALUE", message: /^"messages\[1\]" must be an array of/ },
    ],
    [numbers(2000).concat([() => 1] as never[]), { ...type, message: /^"messages\[2000\]" must be/ }],
  ]
  for (const [messages, refusal] of wrong) {
    await assert.rejects(push.sendMany(messages as string[]), refusal)
    await assert.rejects(push.sendMany(messages as string[], timeLimit), refusal)
    assert.equal(pull.readable, false)
  }
  assert.equal(await push.sendMany(["next"]), 1)
  assert.equal(await receiveText(pull), "next")
})

test("a refused message can be garbage-collected, and so can the others of its sendMany", async () => {
  using pipeline = Pipeline.joined()
  const { push } = pipeline
  const refused = async (send: (large: Buffer) => Promise<unknown>) => {
    const large = Buffer.alloc(100_000)
    await assert.rejects(send(large), TypeError)
    return new WeakRef(large)
  }
  const kept = [
    await refused((large) => push.sendMany([large, true as never])),
    await refused((large) => push.sendMany([large, []])),
    await refused((large) => push.send([large, true as never])),
    await refused((large) => push.send([large, true as never], { transfer: true })),
  ]
  // What a WeakRef told of in a turn stays until the turn is over.
  await until(async () => {
    await setImmediate()
    global.gc!()
    return kept.every((one) => one.deref() === undefined)
  })
})

test("a refused sendMany behind sends that wait leaves no gap", async () => {
  using pipeline = new Pipeline()
  const { push } = pipeline
  const before = push.send("before")
  await assert.rejects(push.sendMany(["lost", true as never]), TypeError)
  const after = push.sendMany(["after", "last"])
  pipeline.join()
  await before
  assert.equal(await after, 2)
  assert.deepEqual(await receiveTexts(pipeline.pull, 3), ["before", "after", "last"])
})

test("a Router and a Stream refuse a message without a routing id, and a Stream more than the data", async () => {
  using router = new Router()
  using stream = new Stream()
  const value = { name: "TypeError", code: "ERR_INVALID_ARG_VALUE", message: /^"messages\[1\]" must be/ }
  await assert.rejects(router.sendMany([["id", "good"], ["id"]]), value)
  await assert.rejects(router.sendMany([["id", "good"], "id"]), value)
  const three = ["id", "data", "more"] as unknown as [string, string]
  await assert.rejects(stream.sendMany([["id", "good"], three]), value)
})

test("a value that is not an array of messages is refused", async () => {
  using push = new Push()
  const refusal = { name: "TypeError", code: "ERR_INVALID_ARG_TYPE", message: /^"messages" must be/ }
  for (const messages of ["text", Buffer.from("bytes"), new Set(["a"]), null, undefined, 5, { length: 1, 0: "a" }]) {
    await assert.rejects(push.sendMany(messages as unknown as string[]), refusal)
  }
})

test("options are checked as those of send, before anything is sent", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const refused = async (options: unknown, refusal: object) => {
    await assert.rejects(push.sendMany(["lost"], options as OperationOptions), refusal)
    await assert.rejects(push.sendMany([], options as OperationOptions), refusal)
  }
  await refused({ timeout: "5" }, { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" })
  await refused({ timeout: -2 }, { name: "RangeError", code: "ERR_OUT_OF_RANGE" })
  await refused({ signal: {} }, { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" })
  await refused(5, { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" })
  await refused({ signal: AbortSignal.abort() }, aborted)
  assert.equal(pull.readable, false)
})

test("on a closed socket sendMany rejects with EBADF", async () => {
  const push = new Push()
  push.close()
  await assert.rejects(push.sendMany(["lost"]), { name: "ZmqError", code: "EBADF", message: "Socket is closed" })
})

test("when no message was sent, sendMany rejects as send does", async () => {
  using push = new Push({ linger: 0 })
  await assert.rejects(push.sendMany(["a", "b"], { timeout: 0 }), { name: "TimeoutError", timeout: 0 })
  await assert.rejects(push.sendMany(["a", "b"], { timeout: 1 }), { name: "TimeoutError", timeout: 1 })
  const controller = new AbortController()
  const sending = push.sendMany(["a", "b"], { signal: controller.signal })
  controller.abort()
  await assert.rejects(sending, aborted)
  const closing = push.sendMany(["a", "b"])
  push.close()
  await assert.rejects(closing, SocketClosedError)

  using router = new Router({ mandatory: true })
  await assert.rejects(router.sendMany([["nobody", "a"]]), { name: "ZmqError", code: "EHOSTUNREACH" })
})

test("a sendMany counts as one send for pendingSendLimit", async () => {
  using pipeline = new Pipeline({ pendingSendLimit: 2 })
  const sends = [pipeline.push.sendMany(numbers(100)), pipeline.push.sendMany(numbers(100, 100))]
  await assert.rejects(pipeline.push.sendMany(["too many"]), { name: "ZmqError", code: "EBUSY" })
  await assert.rejects(pipeline.push.send("too many"), { code: "EBUSY" })
  pipeline.join()
  assert.deepEqual(await Promise.all(sends), [100, 100])
  assert.deepEqual(await receiveTexts(pipeline.pull, 200), numbers(200))
})

test("aborted, closed and timed-out sendManys in a queue leave the others whole", async () => {
  using pipeline = new Pipeline()
  const { push } = pipeline
  const controller = new AbortController()
  const timedOut = push.sendMany(["lost", "lost"], { timeout: 1 })
  const first = push.sendMany(["0", "1"])
  const gone = push.sendMany(["lost"], { signal: controller.signal })
  const second = push.sendMany(["2"])
  controller.abort()
  await assert.rejects(gone, aborted)
  await assert.rejects(timedOut, TimeoutError)
  pipeline.join()
  assert.deepEqual(await Promise.all([first, second]), [2, 1])
  assert.deepEqual(await receiveTexts(pipeline.pull, 3), numbers(3))
  assert.equal(pipeline.pull.readable, false)
})

test("a Proxy that was revoked is refused by a rejection, wherever it is", async () => {
  using push = new Push()
  const { proxy, revoke } = Proxy.revocable<string[]>([], {})
  revoke()
  for (const options of [undefined, timeLimit]) {
    await assert.rejects(push.sendMany(proxy, options), TypeError)
    await assert.rejects(push.sendMany([proxy], options), TypeError)
    await assert.rejects(push.send(proxy, options), TypeError)
    await assert.rejects(push.send([proxy as never], options), TypeError)
  }
})

test("a Proxy of an array, and an array with holes, are arrays of messages", async () => {
  using pipeline = Pipeline.joined()
  assert.equal(await pipeline.push.sendMany(new Proxy(["a", ["b"]], {})), 2)
  assert.equal(await pipeline.push.sendMany([new Proxy(["c", "d"], {})]), 1)
  const holes: MessageLike[] = []
  holes[1] = "e"
  assert.equal(await pipeline.push.sendMany(holes), 2)
  assert.deepEqual(text(await pipeline.pull.receive(timeLimit)), ["a"])
  assert.deepEqual(text(await pipeline.pull.receive(timeLimit)), ["b"])
  assert.deepEqual(text(await pipeline.pull.receive(timeLimit)), ["c", "d"])
  assert.deepEqual(text(await pipeline.pull.receive(timeLimit)), [""])
  assert.deepEqual(text(await pipeline.pull.receive(timeLimit)), ["e"])
})

test("a million messages go in one sendMany", { timeout: 60_000, skip: thoroughOnly }, async () => {
  using pipeline = Pipeline.joined({ sendHighWaterMark: 0 }, { receiveHighWaterMark: 0 })
  assert.equal(await pipeline.push.sendMany(numbers(1_000_000)), 1_000_000)
  for (let index = 0; index < 1_000_000; index++) {
    const [part] = await pipeline.pull.receive(timeLimit)
    if (String(part) !== String(index)) assert.fail(`message ${index} is ${part}`)
  }
})
