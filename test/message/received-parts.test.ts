import assert from "node:assert/strict"
import { test } from "node:test"
import { Pull, Push } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { numbers, Pipeline } from "../support/pipeline"
import { timeLimit } from "../support/waiting"
import { pattern } from "./pattern"

const thresholds = [0, 1, 29, 30, 33, 34, 255, 256, 32 * 1024 - 1, 32 * 1024, 32 * 1024 + 1, 1024 * 1024]

for (const transport of ["inproc", "tcp"] as const) {
  test(`parts of every size arrive whole over ${transport}, alone and with others`, async () => {
    using pull = new Pull()
    using push = new Push({ linger: 0 })
    push.connect(await bindFresh(pull, transport))
    const whole = thresholds.map((size) => pattern(size, size))
    for (const part of whole) await push.send(part)
    await push.send(whole)
    await push.send([...whole].reverse())
    for (const part of whole) {
      const message = await pull.receive(timeLimit)
      assert.equal(message.length, 1)
      assert.ok(message[0]?.equals(part), `${part.length} bytes`)
    }
    for (const expected of [whole, [...whole].reverse()]) {
      const message = await pull.receive(timeLimit)
      assert.equal(message.length, whole.length)
      for (const [index, part] of message.entries()) assert.ok(part.equals(expected[index] as Buffer), `part ${index}`)
    }
  })
}

test("a message of 5,000 parts arrives whole, between others and while others wait behind it", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  const many = Array.from({ length: 5000 }, (_, index) => `part ${index}`)
  await push.send("before")
  await push.send(many)
  await push.send([...many, Buffer.alloc(40_000, 1), ...many])
  await push.send("after")
  assert.deepEqual((await pull.receive(timeLimit)).map(String), ["before"])
  assert.equal(pull.readable, true, "although libzmq has handed over what is next")
  assert.deepEqual((await pull.receive(timeLimit)).map(String), many)
  const mixed = await pull.receive(timeLimit)
  assert.equal(mixed.length, 10_001)
  assert.deepEqual(mixed.slice(0, 5000).map(String), many)
  assert.ok(mixed[5000]?.equals(Buffer.alloc(40_000, 1)))
  assert.deepEqual(mixed.slice(5001).map(String), many)
  assert.deepEqual((await pull.receive(timeLimit)).map(String), ["after"])
  assert.equal(pull.readable, false)
})

test("a message of many large parts arrives whole", async () => {
  using pipeline = Pipeline.joined()
  const sent = Array.from({ length: 100 }, (_, index) => pattern(32 * 1024 + index, index))
  await pipeline.push.send(sent)
  const received = await pipeline.pull.receive(timeLimit)
  assert.equal(received.length, 100)
  for (const [index, part] of received.entries()) assert.ok(part.equals(sent[index] as Buffer), `part ${index}`)
})

test("received messages take no more memory than their bytes", async () => {
  using pipeline = Pipeline.joined()
  const { push, pull } = pipeline
  await push.send("0123456789abcdef")
  const [alone] = await pull.receive(timeLimit)
  assert.equal(alone?.buffer.byteLength, 16)

  for (let count = 0; count < 3; count++) await push.send(["0123456789", "abc"])
  await push.send(Buffer.alloc(100_000))
  const batch = [await pull.receive(timeLimit), await pull.receive(timeLimit), await pull.receive(timeLimit)]
  for (const part of batch.flat())
    assert.equal(part.buffer.byteLength, 2 * 24 + 19, "the messages of a batch share memory")
  const [large] = await pull.receive(timeLimit)
  assert.equal(large?.buffer.byteLength, 100_000)
})

test("received Buffers are independent of each other, and of what was sent", async () => {
  using pipeline = Pipeline.joined()
  const sent = [Buffer.alloc(10, "s"), Buffer.alloc(50_000, "l")]
  for (let count = 0; count < 3; count++) await pipeline.push.send(sent)
  const received = [await pipeline.pull.receive(timeLimit), await pipeline.pull.receive(timeLimit)]
  received.push(await pipeline.pull.receive(timeLimit))
  for (const [index, message] of received.entries()) for (const part of message) part.fill(index)
  for (const [index, message] of received.entries()) {
    assert.deepEqual(message, [Buffer.alloc(10, index), Buffer.alloc(50_000, index)])
  }
  assert.deepEqual(sent, [Buffer.alloc(10, "s"), Buffer.alloc(50_000, "l")])
})

test("received Buffers outlive their socket and collections", async () => {
  const messages: Buffer[][] = []
  {
    using pipeline = Pipeline.joined()
    for (let index = 0; index < 20; index++) {
      await pipeline.push.send([pattern(100, index), pattern(60_000, index)])
      messages.push(await pipeline.pull.receive(timeLimit))
    }
  }
  global.gc?.()
  for (const [index, message] of messages.entries()) {
    assert.ok(message[0]?.equals(pattern(100, index)) && message[1]?.equals(pattern(60_000, index)))
  }
})

test("received parts can be sent again", async () => {
  using pipeline = Pipeline.joined()
  for (const size of [100, 100_000]) {
    await pipeline.push.send(pattern(size))
    const [part] = (await pipeline.pull.receive(timeLimit)) as [Buffer]
    await pipeline.push.send([part, part])
    part.fill(0)
    for (const again of await pipeline.pull.receive(timeLimit)) assert.ok(again.equals(pattern(size)))
  }
})

test("transferring a received Buffer's memory takes no other message away", async () => {
  using pipeline = Pipeline.joined()
  for (const text of numbers(4)) await pipeline.push.send(["message", text])
  const [first] = (await pipeline.pull.receive(timeLimit)) as [Buffer]
  const second = await pipeline.pull.receive(timeLimit)
  try {
    structuredClone(first.buffer, { transfer: [first.buffer as ArrayBuffer] })
  } catch (error) {
    // Node 20 copies instead.
    assert.equal((error as Error).name, "DataCloneError")
  }
  assert.deepEqual(second.map(String), ["message", "1"])
  assert.deepEqual((await pipeline.pull.receive(timeLimit)).map(String), ["message", "2"])
  assert.deepEqual((await pipeline.pull.receive(timeLimit)).map(String), ["message", "3"])
})

test("small parts begin where a typed array of any kind can be laid over them", async () => {
  using pipeline = Pipeline.joined()
  const numbers = Float64Array.of(1.5, -2.25)
  const messages = Array.from({ length: 20 }, (_, size) => [Buffer.alloc(size), numbers, "é".repeat(size % 3), numbers])
  await pipeline.push.sendMany(messages)
  for (const [index, message] of (await pipeline.pull.receiveMany()).entries()) {
    assert.deepEqual(
      message.map(({ length }) => length),
      [index, 16, 2 * (index % 3), 16],
    )
    for (const part of [message[1]!, message[3]!]) {
      assert.deepEqual(new Float64Array(part.buffer, part.byteOffset, part.length / 8), numbers)
    }
  }
})
