import assert from "node:assert/strict"
import { test } from "node:test"
import { runInNewContext } from "node:vm"
import { markAsUntransferable } from "node:worker_threads"
import { allocUnsafe, type MessageLike, Publisher, Pull, Push, SocketClosedError, TimeoutError } from "#lib/index"
import { only } from "../support/elements"
import { bindFresh } from "../support/endpoints"
import { numbers, Pipeline, receiveText, receiveTexts } from "../support/pipeline"
import { subscribersOf } from "../support/subscriptions"
import { text } from "../support/text"
import { timeLimit } from "../support/waiting"
import { fill, fromLibzmq, fromV8, memoryOf, next, sizes, sources, transfer } from "./transferable"

// TypeScript has it only in the browsers' library.
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: { Memory: new (limits: { initial: number }) => { buffer: ArrayBuffer } }
}

for (const [name, make] of Object.entries(sources)) {
  for (const size of sizes) {
    test(`${size} bytes of ${name}: they arrive, and are gone here at once`, async () => {
      using pipeline = Pipeline.joined()
      const { push, pull } = pipeline
      const expected = Buffer.from(make(size))
      const bytes = make(size)
      const sending = push.send(bytes, transfer)
      assert.equal(bytes.byteLength, 0)
      assert.equal(bytes.buffer.byteLength, 0)
      await sending
      const parts = ["topic", make(size), make(size).buffer, new DataView(make(size).buffer)] as const
      await push.send(parts, transfer)
      for (const part of parts.slice(1)) assert.equal(memoryOf(part as Uint8Array).byteLength, 0)
      const many = [make(size), ["topic", make(size)], make(size)] as const
      assert.equal(await push.sendMany(many, transfer), 3)
      for (const part of many.flat().filter((one) => typeof one !== "string")) assert.equal(part.byteLength, 0)

      assert.ok((await next(pull))[0]?.equals(expected))
      const [topic, ...rest] = await next(pull)
      assert.equal(String(topic), "topic")
      assert.equal(rest.length, 3)
      for (const part of rest) assert.ok(part.equals(expected))
      assert.ok((await next(pull))[0]?.equals(expected))
      assert.ok((await next(pull))[1]?.equals(expected))
      assert.ok((await next(pull))[0]?.equals(expected))
    })
  }

  test(`a view of ${name}: its bytes arrive, and all of the memory is gone`, async () => {
    using pipeline = Pipeline.joined()
    const whole = make(80_000)
    const expected = Buffer.from(whole.subarray(1000, 70_001))
    const view = new Uint8Array(whole.buffer, whole.byteOffset + 1000, 69_001)
    await pipeline.push.send(view, transfer)
    assert.equal(view.byteLength, 0)
    assert.equal(whole.byteLength, 0)
    assert.ok((await next(pipeline.pull))[0]?.equals(expected))
    const empty = make(80_000)
    await pipeline.push.send(empty.subarray(10, 10), transfer)
    assert.equal((await next(pipeline.pull))[0]?.length, 0)
  })

  test(`the same memory twice in one message, of ${name}: both parts arrive`, async () => {
    using pipeline = Pipeline.joined()
    for (const size of [100, 100_000]) {
      const half = size / 2
      const whole = make(size)
      const expected = Buffer.from(whole)
      const views = [whole.subarray(0, half), whole.subarray(half), whole, whole.buffer, whole.subarray(1, 3)]
      await pipeline.push.send(views, transfer)
      assert.equal(whole.byteLength, 0)
      const parts = await next(pipeline.pull)
      assert.ok(Buffer.concat(parts.slice(0, 2)).equals(expected))
      assert.ok(parts[2]?.equals(expected))
      assert.ok(parts[3]?.equals(expected))
      assert.ok(parts[4]?.equals(expected.subarray(1, 3)))
    }
  })

  test(`the same memory in several messages of a sendMany, of ${name}: all arrive`, async () => {
    using pipeline = Pipeline.joined()
    const whole = make(100_000)
    const expected = Buffer.from(whole)
    assert.equal(
      await pipeline.push.sendMany([whole.subarray(0, 50_000), [whole], whole.subarray(50_000)], transfer),
      3,
    )
    assert.equal(whole.byteLength, 0)
    assert.ok((await next(pipeline.pull))[0]?.equals(expected.subarray(0, 50_000)))
    assert.ok((await next(pipeline.pull))[0]?.equals(expected))
    assert.ok((await next(pipeline.pull))[0]?.equals(expected.subarray(50_000)))
  })

  test(`a refused send leaves ${name} as it is`, async () => {
    using pipeline = new Pipeline({ pendingSendLimit: 1 })
    const { push } = pipeline
    const bytes = make(100_000)
    const expected = Buffer.from(bytes)
    const untouched = async (sending: Promise<unknown>, error: object) => {
      await assert.rejects(sending, error)
      assert.ok(expected.equals(bytes), "it was touched")
    }
    const bad = true as never
    await untouched(push.send([bytes, bad], transfer), TypeError)
    await untouched(push.send([bad, bytes], transfer), TypeError)
    await untouched(push.sendMany([bytes, [bytes, bad]], transfer), TypeError)
    await untouched(push.sendMany([[bytes], []], transfer), TypeError)
    await untouched(push.send(bytes, { transfer: true, timeout: -2 }), RangeError)
    await untouched(push.send(bytes, { transfer: true, signal: AbortSignal.abort() }), { name: "AbortError" })
    await untouched(push.send(bytes, { transfer: "yes" as never }), {
      name: "TypeError",
      message: /"options\.transfer"/,
    })
    await untouched(push.send(bytes, { transfer: true, timeout: 0 }), TimeoutError)
    await untouched(push.sendMany([bytes], { transfer: true, timeout: 0 }), TimeoutError)
    push.send("waits").catch(() => undefined)
    await untouched(push.send(bytes, transfer), { code: "EBUSY" })
    await untouched(push.sendMany([bytes], transfer), { code: "EBUSY" })
    push.close()
    await untouched(push.send(bytes, transfer), { code: "EBADF" })
    await untouched(push.sendMany([bytes], transfer), { code: "EBADF" })
  })

  test(`${name} is handed over at the call, also when the send waits, however it ends`, async () => {
    using pipeline = new Pipeline()
    const { push, pull } = pipeline
    const controller = new AbortController()
    const gone = [make(100_000), make(50), make(100_000)] as const
    const sends: Promise<unknown>[] = [
      push.send(make(100_000, 1), transfer),
      push.send(gone[0], { transfer: true, signal: controller.signal }),
      push.send(gone[1], { transfer: true, timeout: 1 }),
      push.sendMany([make(50, 2), gone[2]], transfer),
    ]
    for (const bytes of gone) assert.equal(bytes.byteLength, 0)
    controller.abort()
    await assert.rejects(sends[1]!, { name: "AbortError" })
    await assert.rejects(sends[2]!, TimeoutError)
    pipeline.join()
    await Promise.all([sends[0], sends[3]])
    assert.ok((await next(pull))[0]?.equals(make(100_000, 1)))
    assert.ok((await next(pull))[0]?.equals(make(50, 2)))
    assert.ok((await next(pull))[0]?.equals(make(100_000)))
    assert.equal(pull.readable, false)
  })

  test(`close() with sends of ${name} that wait`, async () => {
    const push = new Push()
    const bytes = numbers(20).map(() => make(100_000))
    const sends = [...bytes.slice(1).map((one) => push.send(one, transfer)), push.sendMany([bytes[0]!, ""], transfer)]
    const ended = sends.map((sending) => assert.rejects(sending, SocketClosedError))
    push.close()
    await Promise.all(ended)
    for (const one of bytes) assert.equal(one.byteLength, 0)
  })

  test(`${name} over the network`, async () => {
    using pull = new Pull()
    using push = new Push({ linger: 0 })
    push.connect(await bindFresh(pull))
    for (let index = 0; index < 50; index++) await push.send(["", make(100_000, index), make(10, index)], transfer)
    for (let index = 0; index < 50; index++) {
      const [, large, small] = await next(pull)
      assert.ok(large?.equals(make(100_000, index)))
      assert.ok(small?.equals(make(10, index)))
    }
  })

  test(`${name} to several subscribers: each has its own`, async () => {
    using publisher = new Publisher()
    const address = await bindFresh(publisher, "inproc")
    const subscribers = subscribersOf(address, 3)
    await publisher.send(make(100_000), transfer)
    for (const subscriber of subscribers) {
      const part = only(await subscriber.receive(timeLimit))
      assert.ok(part.equals(make(100_000)))
      part.fill(0)
      subscriber.close()
    }
  })
}

test("memory that cannot be transferred is copied, and stays as it is", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  await push.sendMany(["batch", "of three", "small messages"])
  const batched = only(await next(pull))
  await receiveTexts(pull, 2)
  const marked = new Uint8Array([1, 2])
  markAsUntransferable(marked.buffer)
  const wasm = new Uint8Array(new WebAssembly.Memory({ initial: 1 }).buffer, 5, 3).fill(7)
  const shared = new Uint8Array(new SharedArrayBuffer(3)).fill(5)
  const parts: [part: MessageLike, bytes: Buffer][] = [
    ["text", Buffer.from("text")],
    [5, Buffer.from("5")],
    [null, Buffer.alloc(0)],
    [Buffer.from("pooled"), Buffer.from("pooled")],
    [batched, Buffer.from("batch")],
    [marked, Buffer.from([1, 2])],
    [wasm, Buffer.from([7, 7, 7])],
    [shared, Buffer.from([5, 5, 5])],
    [shared.buffer, Buffer.from([5, 5, 5])],
    [new ArrayBuffer(0), Buffer.alloc(0)],
  ]
  for (const [part, bytes] of parts) {
    await push.send(part, transfer)
    await push.send([part, part], transfer)
    await push.sendMany([part, [part]], transfer)
    for (const expected of [[bytes], [bytes, bytes], [bytes], [bytes]]) assert.deepEqual(await next(pull), expected)
    if (ArrayBuffer.isView(part)) assert.equal(part.byteLength, bytes.length)
  }
  assert.equal(wasm.buffer.byteLength, 65_536)
  // Other Buffers of the pool are as they were.
  assert.equal(String(Buffer.from("pooled")), "pooled")
})

test("transfer: false is the default", async () => {
  using pipeline = Pipeline.joined()
  const bytes = fromV8(100_000)
  await pipeline.push.send(bytes, { transfer: false })
  assert.equal(bytes.byteLength, 100_000)
  assert.ok((await next(pipeline.pull))[0]?.equals(bytes))
})

for (const [name, make] of Object.entries(sources)) {
  test(`the same memory twice behind a short text, of ${name}`, async () => {
    using pipeline = Pipeline.joined()
    const { push, pull } = pipeline
    const expected = Buffer.from(make(100_000))
    const one = make(100_000)
    await push.send(["topic", one, one], transfer)
    const many = make(100_000)
    await push.sendMany(["topic", many, ["topic", many]], transfer)
    const [topic, first, second] = await next(pull)
    assert.equal(String(topic), "topic")
    assert.ok(first?.equals(expected) && second?.equals(expected))
    assert.deepEqual(text(await next(pull)), ["topic"])
    assert.ok((await next(pull))[0]?.equals(expected))
    const [again, third] = await next(pull)
    assert.equal(String(again), "topic")
    assert.ok(third?.equals(expected))
  })
}

test("an ArrayBuffer of another realm is handed over, and named as detached when it is sent again", async () => {
  using pipeline = Pipeline.joined()
  const memory = runInNewContext("new ArrayBuffer(50_000)") as ArrayBuffer
  await pipeline.push.send(memory, transfer)
  assert.equal(memory.byteLength, 0)
  assert.equal((await next(pipeline.pull))[0]?.length, 50_000)
  for (const sending of [pipeline.push.send(memory, transfer), pipeline.push.sendMany([memory])]) {
    await assert.rejects(sending, { name: "TypeError", code: "ERR_INVALID_ARG_VALUE", message: /detached/ })
  }
})

test("a resizable ArrayBuffer is handed over", async () => {
  using pipeline = Pipeline.joined()
  const Resizable = ArrayBuffer as unknown as new (size: number, options: object) => ArrayBuffer
  const memory = new Resizable(50_000, { maxByteLength: 100_000 })
  new Uint8Array(memory).fill(3)
  await pipeline.push.send(memory, transfer)
  assert.equal(memory.byteLength, 0)
  assert.deepEqual((await next(pipeline.pull))[0], Buffer.alloc(50_000, 3))
})

test("transfers keep their order among other sends", async () => {
  using pipeline = Pipeline.narrow(2)
  const sends = numbers(60).map((number, index) => {
    const part = Buffer.alloc(number.length)
    part.write(number)
    if (index % 3 === 0) return pipeline.push.send(part, transfer)
    return index % 3 === 1 ? pipeline.push.send(number) : pipeline.push.sendMany([part], transfer)
  })
  assert.deepEqual(await receiveTexts(pipeline.pull, 60), numbers(60))
  await Promise.all(sends)
})

test("a getter that detaches, or closes, does no harm", async () => {
  using pipeline = Pipeline.joined()
  const { push } = pipeline
  const reading = (get: () => MessageLike, first: MessageLike) =>
    Object.defineProperty([first], 1, { get, enumerable: true })
  const bytes = fromV8(100_000)
  const detaching = reading(() => {
    structuredClone(bytes.buffer, { transfer: [bytes.buffer as ArrayBuffer] })
    return "second"
  }, bytes)
  const outcome = await push.send(detaching, transfer).then(
    () => "sent",
    (error) => error.name,
  )
  // Refused, or as it was when it was read.
  if (outcome === "sent") assert.ok((await next(pipeline.pull))[0]?.equals(fromV8(100_000)))
  else assert.equal(outcome, "TypeError")
  const closing = reading(() => {
    push.close()
    return "second"
  }, fromLibzmq(100_000))
  await assert.rejects(push.send(closing, transfer))
})

test("allocUnsafe gives Buffers of every size", async () => {
  using pipeline = Pipeline.joined()
  for (const size of [0, ...sizes]) {
    const bytes = allocUnsafe(size)
    assert.ok(Buffer.isBuffer(bytes))
    assert.equal(bytes.length, size)
    fill(bytes, 1)
    await pipeline.push.send(bytes)
    assert.equal(bytes.length, size)
    assert.ok((await next(pipeline.pull))[0]?.equals(bytes))
  }
  for (const size of [-1, 1.5, Number.NaN]) assert.throws(() => allocUnsafe(size), { code: "ERR_OUT_OF_RANGE" })
  assert.throws(() => allocUnsafe("5" as never), { code: "ERR_INVALID_ARG_TYPE" })
  await pipeline.push.send("end")
  assert.equal(await receiveText(pipeline.pull), "end")
})
