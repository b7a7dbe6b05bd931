import assert from "node:assert/strict"
import { channel } from "node:diagnostics_channel"
import { test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { MessageFormatError, Poller, Pull, Push, Reply, Request, Router, Subscriber, XPublisher } from "#lib/index"
import { bindFresh, transports } from "../support/endpoints"
import { numbers, Pipeline, receiveText } from "../support/pipeline"
import { text } from "../support/text"
import { timeLimit } from "../support/waiting"

// TypeScript has them only for newer libraries.
type Resizable = ArrayBuffer & { resize(size: number): void }
const ResizableBuffer = ArrayBuffer as unknown as new (size: number, options: object) => Resizable

/** Bytes that each have their own place. */
function pattern(size: number, seed = 0): Buffer {
  const bytes = Buffer.alloc(size)
  for (let index = 0; index < size; index++) bytes[index] = seed + index * 7
  return bytes
}

function detach(memory: ArrayBuffer): void {
  structuredClone(undefined, { transfer: [memory] })
}

/** How a receiveInto ended: its size, or the text of its error. */
function outcome(receiving: Promise<unknown>): Promise<string> {
  return receiving.then(String, (error) => error.message)
}

for (const transport of transports) {
  test(`messages of each size go into the memory, over ${transport}`, async () => {
    using pull = new Pull()
    using push = new Push({ linger: 0 })
    push.connect(await bindFresh(pull, transport))
    const memory = Buffer.alloc(1_100_000)
    for (const size of [0, 1, 33, 1000, 8192, 32_767, 32_768, 70_000, 1_000_000]) {
      memory.fill(0xee)
      await push.send(pattern(size, size))
      assert.equal(await pull.receiveInto(memory, timeLimit), size)
      assert.ok(memory.subarray(0, size).equals(pattern(size, size)), `${size}`)
      assert.ok(
        memory.subarray(size).every((byte) => byte === 0xee),
        `${size}: bytes behind the message`,
      )
      await push.send(pattern(size, 1))
      assert.equal(pull.receiveIntoSync(memory, timeLimit), size)
      assert.ok(memory.subarray(0, size).equals(pattern(size, 1)), `${size}, blocking`)
    }
  })
}

test("a message as long as the memory fits", async () => {
  using pipeline = Pipeline.joined()
  const memory = Buffer.alloc(100)
  await pipeline.push.send(pattern(100))
  assert.equal(await pipeline.pull.receiveInto(memory), 100)
  assert.ok(memory.equals(pattern(100)))
  await pipeline.push.send("")
  assert.equal(await pipeline.pull.receiveInto(new ArrayBuffer(0)), 0)
})

test("each kind of memory, and nothing beside it", async () => {
  using pipeline = Pipeline.joined()
  const around = new ArrayBuffer(80)
  const shared = new SharedArrayBuffer(80)
  const kinds: (ArrayBufferView | ArrayBufferLike)[] = [
    Buffer.from(around, 8, 16),
    new Uint8Array(around, 8, 16),
    new DataView(around, 8, 16),
    new Float64Array(around, 8, 2),
    new BigInt64Array(around, 8, 2),
    new Uint8Array(shared, 8, 16),
    new DataView(shared, 8, 16),
    new Int32Array(shared, 8, 4),
  ]
  for (const ahead of [0, 1]) {
    for (const kind of kinds) {
      const whole = new Uint8Array((kind as ArrayBufferView).buffer)
      whole.fill(9)
      // With a message before it, the one for the memory is prefetched.
      for (let index = 0; index < ahead; index++) await pipeline.push.send("ahead")
      await pipeline.push.send(pattern(16, 3))
      for (let index = 0; index < ahead; index++) await receiveText(pipeline.pull)
      assert.equal(await pipeline.pull.receiveInto(kind, timeLimit), 16)
      assert.deepEqual([...whole], [...Array(8).fill(9), ...pattern(16, 3), ...Array(56).fill(9)])
    }
  }
  for (const kind of [new ArrayBuffer(16), new SharedArrayBuffer(16)]) {
    await pipeline.push.send(pattern(16, 4))
    assert.equal(await pipeline.pull.receiveInto(kind), 16)
    assert.deepEqual([...new Uint8Array(kind)], [...pattern(16, 4)])
  }
})

test("receives of both kinds share the messages in the order of their calls, waiting or not", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const receive = async (index: number) => {
    if (index % 3 === 0) return receiveText(pull)
    const memory = Buffer.alloc(10)
    const size = await pull.receiveInto(memory, timeLimit)
    return String(memory.subarray(0, size))
  }
  const waiting = numbers(30).map((_, index) => receive(index))
  for (const number of numbers(60)) await push.send(number)
  const later = numbers(30).map((_, index) => receive(index))
  assert.deepEqual(await Promise.all([...waiting, ...later]), numbers(60))
})

test("a receiveMany leaves prefetched messages, which go into the memory", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  await push.sendMany(numbers(20))
  assert.deepEqual((await pull.receiveMany({ max: 2 })).map(text), [["0"], ["1"]])
  assert.equal(await receiveText(pull), "2")
  const memory = Buffer.alloc(10)
  for (const number of numbers(8, 3)) {
    assert.equal(await pull.receiveInto(memory), number.length)
    assert.equal(String(memory.subarray(0, number.length)), number)
  }
  for (const number of numbers(9, 11)) {
    const size = pull.receiveIntoSync(memory)
    assert.equal(String(memory.subarray(0, size)), number)
  }
})

test("it prefetches nothing: a poll, drain and the statistics see the next message", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const poller = new Poller().add(pull)
  const memory = Buffer.alloc(100_000)
  await push.sendMany([pattern(100_000), "second"])
  assert.equal(await pull.receiveInto(memory), 100_000)
  assert.equal(pull.stats.receivedAhead, 0)
  assert.deepEqual(pull.stats.received, { messages: 1, bytes: 100_000 })
  assert.equal(pull.readable, true)
  assert.equal((await poller.poll(timeLimit)).size, 1)
  pull.drain()
  assert.equal(await pull.receiveInto(memory), 6)
  assert.deepEqual(pull.stats.received, { messages: 2, bytes: 100_006 })
  await assert.rejects(pull.receiveInto(memory), { code: "ECANCELED" })
  assert.throws(() => pull.receiveIntoSync(memory), { code: "ECANCELED" })
})

for (const prefetched of [false, true]) {
  const where = prefetched ? "prefetched" : "in libzmq"
  for (const size of [5, 40_000]) {
    test(`a message of ${size} bytes, ${where}, that is too long: the error has it, and the memory is unchanged`, async () => {
      using pipeline = Pipeline.joined()
      const { push, pull } = pipeline
      const memory = Buffer.alloc(size - 1, 7)
      const messages = [pattern(size), ["a", pattern(size)], pattern(size, 2), ["a", "b"], ["a", pattern(size, 3)]]
      if (prefetched) await push.send("ahead")
      await push.sendMany([...messages, "behind"])
      if (prefetched) assert.equal(await receiveText(pull), "ahead")
      const tooLong = `has ${size} bytes; the memory has ${size - 1}`
      const cases: [call: () => unknown, message: string, parts: Buffer[]][] = [
        [() => pull.receiveInto(memory, timeLimit), `The message ${tooLong}`, [pattern(size)]],
        [
          () => pull.receiveInto(memory, { envelope: true, ...timeLimit }),
          `Part 2 of 2 of the message ${tooLong}`,
          [Buffer.from("a"), pattern(size)],
        ],
        [() => pull.receiveIntoSync(memory, timeLimit), `The message ${tooLong}`, [pattern(size, 2)]],
        [
          () => pull.receiveInto(memory, timeLimit),
          "The message has 2 parts; ask for the envelope, by { envelope: true }",
          [Buffer.from("a"), Buffer.from("b")],
        ],
        [
          () => pull.receiveIntoSync(memory, { envelope: true, ...timeLimit }),
          `Part 2 of 2 of the message ${tooLong}`,
          [Buffer.from("a"), pattern(size, 3)],
        ],
      ]
      for (const [call, message, parts] of cases) {
        const check = (error: unknown) => {
          assert.ok(error instanceof MessageFormatError)
          assert.equal(error.code, "ERR_MESSAGE_FORMAT")
          assert.equal(error.message, message)
          assert.deepEqual(error.parts, parts)
          return true
        }
        await assert.rejects(async () => call(), check)
        assert.ok(memory.every((byte) => byte === 7))
      }
      assert.equal(await receiveText(pull), "behind")
      assert.equal(pull.stats.received.messages, prefetched ? 7 : 6)
    })
  }
}

test("a receive that waits gets the error and the message, and the next receive the next message", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const memory = Buffer.alloc(3)
  const first = pull.receiveInto(memory, timeLimit)
  first.catch(() => undefined)
  const second = pull.receiveInto(memory, timeLimit)
  const third = receiveText(pull)
  await push.sendMany(["long", "2nd", "third"])
  await assert.rejects(first, (error: MessageFormatError) => String(error.parts[0]) === "long")
  assert.equal(await second, 3)
  assert.equal(String(memory), "2nd")
  assert.equal(await third, "third")
})

test("an envelope: the parts before the last, which goes into the memory", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const memory = Buffer.alloc(100_000)
  const parts = ["topic", pattern(40_000, 1), "", pattern(90_000, 5)]
  const expected = { envelope: [Buffer.from("topic"), pattern(40_000, 1), Buffer.alloc(0)], value: 90_000 }
  const check = (received: unknown) => {
    assert.deepEqual(received, expected)
    assert.ok(memory.subarray(0, 90_000).equals(pattern(90_000, 5)))
    memory.fill(0)
  }
  const waiting = pull.receiveInto(memory, { envelope: true, ...timeLimit })
  await push.send(parts)
  check(await waiting)
  await push.send(parts)
  check(await pull.receiveInto(memory, { envelope: true }))
  await push.send(parts)
  check(pull.receiveIntoSync(memory, { envelope: true }))
  await push.sendMany(["ahead", parts])
  await receiveText(pull)
  check(await pull.receiveInto(memory, { envelope: true }))
  await push.send("alone")
  assert.deepEqual(await pull.receiveInto(memory, { envelope: true }), { envelope: [], value: 5 })
  assert.deepEqual(pull.stats.received, { messages: 6, bytes: 4 * 130_005 + 10 })
  assert.equal(pull.stats.receivedAhead, 0)
})

test("an envelope of very many parts", async () => {
  using pipeline = Pipeline.joined()
  const memory = Buffer.alloc(10)
  await pipeline.push.send(numbers(5000))
  const { envelope, value } = await pipeline.pull.receiveInto(memory, { envelope: true })
  assert.deepEqual(text(envelope), numbers(4999))
  assert.equal(String(memory.subarray(0, value)), "4999")
})

test("a Router receives the payload of a Request into memory, and answers", async () => {
  using router = new Router()
  using request = new Request({ linger: 0 })
  request.connect(await bindFresh(router))
  const memory = Buffer.alloc(100_000)
  for (const call of [() => router.receiveInto(memory), () => router.receiveIntoSync(memory)]) {
    await assert.rejects(async () => call(), {
      name: "TypeError",
      message: /^"options.envelope" must be true: a Router's messages begin with a routing id/,
    })
  }
  await request.send(pattern(100_000))
  const { envelope, value } = await router.receiveInto(memory, { envelope: true, ...timeLimit })
  await router.send([...envelope, memory.subarray(0, value)])
  const answer = Buffer.alloc(100_000)
  assert.equal(await request.receiveInto(answer, timeLimit), 100_000)
  assert.ok(answer.equals(pattern(100_000)))
})

test("a Reply that got too long a request has its turn to answer", async () => {
  using reply = new Reply()
  using request = new Request({ linger: 0 })
  request.connect(await bindFresh(reply))
  await request.send("too long")
  await assert.rejects(reply.receiveInto(Buffer.alloc(3), timeLimit), { code: "ERR_MESSAGE_FORMAT" })
  await assert.rejects(reply.receiveInto(Buffer.alloc(3), { timeout: 0 }), { code: "EFSM" })
  await reply.send("sorry")
  assert.equal(await receiveText(request), "sorry")
  await assert.rejects(request.receiveInto(Buffer.alloc(3), { timeout: 0 }), { code: "EFSM" })
  assert.throws(() => request.receiveIntoSync(Buffer.alloc(3)), { code: "EFSM" })
})

test("messages of a topic that was unsubscribed do not go into the memory", async () => {
  using publisher = new XPublisher()
  using subscriber = new Subscriber()
  subscriber.connect(await bindFresh(publisher, "inproc"))
  subscriber.subscribe("a", "b")
  for (let count = 0; count < 2; count++) await publisher.receive(timeLimit)
  await publisher.sendMany(["a1", "b1", ["a2", "x"], "b2"])
  const memory = Buffer.alloc(2)
  assert.equal(await receiveText(subscriber), "a1")
  subscriber.unsubscribe("a")
  const got: string[] = []
  for (let count = 0; count < 2; count++) {
    const size = await subscriber.receiveInto(memory, timeLimit)
    got.push(String(memory.subarray(0, size)))
  }
  assert.deepEqual(got, ["b1", "b2"])
})

test("time-outs, signals and the end: as a receive", async () => {
  using pull = new Pull()
  await bindFresh(pull)
  const memory = Buffer.alloc(10)
  await assert.rejects(pull.receiveInto(memory, { timeout: 0 }), { name: "TimeoutError", code: "EAGAIN", timeout: 0 })
  await assert.rejects(pull.receiveInto(memory, { timeout: 1 }), { name: "TimeoutError", timeout: 1 })
  assert.throws(() => pull.receiveIntoSync(memory, { timeout: 1 }), { name: "TimeoutError", timeout: 1 })
  pull.receiveTimeout = 2
  await assert.rejects(pull.receiveInto(memory), { name: "TimeoutError", timeout: 2 })
  assert.throws(() => pull.receiveIntoSync(memory), { name: "TimeoutError", timeout: 2 })
  await assert.rejects(pull.receiveInto(memory, { signal: AbortSignal.abort() }), { name: "AbortError" })
  const controller = new AbortController()
  const aborted = pull.receiveInto(memory, { signal: controller.signal, timeout: -1 })
  aborted.catch(() => undefined)
  const closed = pull.receiveInto(memory, { timeout: -1 })
  closed.catch(() => undefined)
  controller.abort()
  await assert.rejects(aborted, { name: "AbortError" })
  pull.close()
  await assert.rejects(closed, { name: "SocketClosedError", syscall: "zmq_msg_recv" })
  await assert.rejects(pull.receiveInto(memory), { code: "EBADF" })
  assert.throws(() => pull.receiveIntoSync(memory), { code: "EBADF" })
})

test("a receive that was aborted or is late takes no message", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const memory = Buffer.alloc(10)
  const controller = new AbortController()
  const outcomes = [
    outcome(pull.receiveInto(memory, { signal: controller.signal })),
    outcome(pull.receiveInto(memory, { timeout: 1 })),
  ]
  controller.abort(new Error("aborted"))
  assert.deepEqual(await Promise.all(outcomes), ["aborted", "No message arrived within 1 ms"])
  await push.send("kept")
  assert.equal(await pull.receiveInto(memory), 4)
})

test("memory that is lost while a receive waits: a TypeError, and the message is for the next receive", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const lost: [name: string, memory: () => ArrayBufferView | ArrayBuffer, lose: (memory: ArrayBuffer) => void][] = [
    ["a view of memory that is detached", () => new Uint8Array(new ArrayBuffer(10)), detach],
    ["memory that is detached", () => new ArrayBuffer(10), detach],
    ["a DataView of memory that is detached", () => new DataView(new ArrayBuffer(10)), detach],
    [
      "a view of memory that shrinks",
      () => new Uint8Array(new ResizableBuffer(10, { maxByteLength: 20 }), 2, 8),
      (memory) => (memory as Resizable).resize(9),
    ],
  ]
  for (const [name, make, lose] of lost) {
    const memory = make()
    const receiving = pull.receiveInto(memory, timeLimit)
    receiving.catch(() => undefined)
    await setImmediate()
    lose(ArrayBuffer.isView(memory) ? (memory.buffer as ArrayBuffer) : memory)
    await push.send(name)
    await assert.rejects(receiving, {
      name: "TypeError",
      code: "ERR_INVALID_ARG_VALUE",
      message: /^"memory" must be bytes whose memory is neither detached nor shrunk/,
    })
    for (const call of [() => pull.receiveInto(memory), () => pull.receiveIntoSync(memory)]) {
      if (name.includes("shrinks") || name.includes("detached")) {
        await assert.rejects(async () => call(), { name: "TypeError", code: "ERR_INVALID_ARG_VALUE" })
      }
    }
    assert.equal(await receiveText(pull), name)
  }
})

test("memory that grows and shrinks while a receive waits is used as far as it is there", async () => {
  using pipeline = Pipeline.joined()
  const memory = new ResizableBuffer(10, { maxByteLength: 100_000 })
  const tracking = new Uint8Array(memory)
  const receiving = pipeline.pull.receiveInto(tracking, timeLimit)
  memory.resize(100_000)
  memory.resize(50_000)
  await pipeline.push.send(pattern(40_000))
  assert.equal(await receiving, 40_000)
  assert.ok(pattern(40_000).equals(tracking.subarray(0, 40_000)))
  const late = pipeline.pull.receiveInto(tracking, timeLimit)
  late.catch(() => undefined)
  memory.resize(3)
  await pipeline.push.send("four")
  await assert.rejects(late, (error: MessageFormatError) => String(error.parts[0]) === "four")
})

test("wrong arguments: an error before anything is received", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  await push.send("kept")
  const memory = Buffer.alloc(10)
  const code = "ERR_INVALID_ARG_TYPE"
  for (const bad of [undefined, null, "text", 10, {}, [], Promise.resolve(memory)] as never[]) {
    await assert.rejects(pull.receiveInto(bad), { code, message: /^"memory" must be a Buffer, / })
    assert.throws(() => pull.receiveIntoSync(bad), { code })
  }
  await assert.rejects(pull.receiveInto(memory, 5 as never), { code })
  await assert.rejects(pull.receiveInto(memory, { envelope: 1 as never }), { code, message: /"options.envelope"/ })
  await assert.rejects(pull.receiveInto(memory, { timeout: -2 }), { code: "ERR_OUT_OF_RANGE" })
  await assert.rejects(pull.receiveInto(memory, { max: 1 } as never), { code: "ERR_INVALID_ARG_VALUE" })
  assert.throws(() => pull.receiveIntoSync(memory, { signal: new AbortController().signal } as never), {
    code: "ERR_INVALID_ARG_VALUE",
  })
  assert.equal(await pull.receiveInto(memory), 4)
})

test("the channel of received messages gets its size, with the envelope", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const published: unknown[] = []
  const listen = (message: unknown) => {
    const { parts, bytes } = message as { parts: number; bytes: number }
    published.push([parts, bytes])
  }
  const memory = Buffer.alloc(10)
  const received = channel("zmq-napi:message:received")
  received.subscribe(listen)
  try {
    await push.sendMany(["one", ["a", "two"], "too long a text", "sync"])
    await pull.receiveInto(memory)
    await pull.receiveInto(memory, { envelope: true })
    await pull.receiveInto(memory).catch(() => undefined)
    pull.receiveIntoSync(memory)
    const waiting = pull.receiveInto(memory, { envelope: true, ...timeLimit })
    await push.send(["b", "waited"])
    await waiting
  } finally {
    received.unsubscribe(listen)
  }
  assert.deepEqual(published, [
    [1, 3],
    [2, 4],
    [1, 15],
    [1, 4],
    [2, 7],
  ])
})

test("a blocking receive serves those that waited before, in order", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const memories = numbers(3).map(() => Buffer.alloc(10))
  const waiting = [pull.receiveInto(memories[0]!, timeLimit), pull.receive(timeLimit)]
  await push.sendMany(["first", "second", "third"])
  assert.equal(pull.receiveIntoSync(memories[2]!, timeLimit), 5)
  assert.equal(String(memories[2]!.subarray(0, 5)), "third")
  assert.equal(await waiting[0], 5)
  assert.equal(String(memories[0]!.subarray(0, 5)), "first")
  assert.deepEqual(text((await waiting[1]) as Buffer[]), ["second"])
})
