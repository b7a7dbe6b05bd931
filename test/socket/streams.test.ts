// Sockets as sources of Node's and the Web's streams: ends, back-pressure, and what a stream that is left does not take.
import assert from "node:assert/strict"
import { Readable, Transform } from "node:stream"
import { pipeline } from "node:stream/promises"
import { ReadableStream } from "node:stream/web"
import { afterEach, beforeEach, describe, test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { type Message, Pull, Push } from "#lib/index"
import { timeLimit, until } from "../support/waiting"

const highWaterMark = 10
let push: Push
let pull: Pull

beforeEach(async () => {
  pull = new Pull({ receiveHighWaterMark: highWaterMark, linger: 0 })
  pull.bindSync("inproc://streams")
  push = new Push({ sendHighWaterMark: highWaterMark, linger: 0, pendingSendLimit: 10_000 })
  push.connect("inproc://streams")
})

afterEach(() => {
  push.close()
  pull.close()
})

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index))

/** How a stream gives its chunks. */
interface Source<T> {
  read(): Promise<T | undefined>
  leave(): Promise<void>
}

function fromNode<T>(iterable: AsyncIterable<T>): Source<T> {
  const stream = Readable.from(iterable)
  return {
    async read() {
      for (;;) {
        const chunk: T | null = stream.read()
        if (chunk !== null) return chunk
        if (stream.readableEnded || stream.destroyed) return undefined
        await new Promise<void>((resolve) => {
          stream.once("readable", resolve).once("end", resolve).once("close", resolve)
        })
      }
    },
    async leave() {
      const closed = new Promise<void>((resolve) => stream.once("close", () => resolve()))
      stream.destroy()
      await closed
    },
  }
}

function fromWeb<T>(iterable: AsyncIterable<T>): Source<T> {
  const reader = (ReadableStream as unknown as { from(source: AsyncIterable<T>): ReadableStream<T> })
    .from(iterable)
    .getReader()
  return { read: async () => (await reader.read()).value, leave: () => reader.cancel() }
}

for (const [name, make] of [
  ["Readable.from", fromNode],
  ["ReadableStream.from", fromWeb],
] as const) {
  describe(name, () => {
    test("messages in order, and an end when the socket is closed", async () => {
      const source = make<Message[]>(pull)
      void push.sendMany(numbers(100))
      for (const number of numbers(100)) assert.deepEqual((await source.read())?.map(String), [number])
      const last = source.read()
      pull.close()
      assert.equal(await last, undefined)
    })

    test("an end when the socket is drained", async () => {
      const source = make<Message[]>(pull)
      await push.send("last")
      pull.drain()
      assert.deepEqual((await source.read())?.map(String), ["last"])
      assert.equal(await source.read(), undefined)
    })

    test("batches", async () => {
      await push.sendMany(numbers(5))
      const source = make(pull.batches())
      const received: string[] = []
      while (received.length < 5) received.push(...((await source.read()) ?? []).map(([part]) => String(part)))
      assert.deepEqual(received, numbers(5))
    })

    test("a stream that is not read takes a bounded number of messages; the others wait at the sender", async () => {
      const source = make<Message[]>(pull)
      await Promise.all([push.send("first"), source.read()])
      const sends = numbers(1000).map((number) => push.send(number))
      // Until nothing moves any more.
      for (let idle = 0, before = -1; idle < 50; idle = before === pull.stats.received.messages ? idle + 1 : 0) {
        before = pull.stats.received.messages
        await setImmediate()
      }
      // Both high-water marks, a batch that was prefetched, 16 in the stream of Node, and one that is on its way.
      const taken = 1001 - push.stats.waiting.sends
      assert.ok(taken <= 3 * highWaterMark + 16 + 2, String(taken))
      assert.ok(pull.stats.received.messages <= highWaterMark + 16 + 2, String(pull.stats.received.messages))
      for (const number of numbers(1000)) assert.equal(String((await source.read())?.[0]), number)
      await Promise.all(sends)
    })

    test("a stream that is left while it waits takes no message, and does not keep the process alive", async () => {
      for (const iterable of [pull, pull.batches()]) {
        const source = make<unknown>(iterable)
        const reading = source.read()
        await until(() => pull.stats.waiting.receives === 1)
        await source.leave()
        assert.equal(pull.stats.waiting.receives, 0)
        assert.equal(await reading, undefined)
        await push.send("for others")
        assert.equal(String(await pull.receive(timeLimit)), "for others")
      }
    })
  })
}

test("an observer's events as a stream, which takes no event when it is left", async () => {
  const observer = pull.observe()
  const source = fromNode(observer)
  const reading = source.read()
  await setImmediate()
  await source.leave()
  assert.equal(await reading, undefined)
  await pull.bind("tcp://127.0.0.1:*")
  assert.equal((await observer.receive(timeLimit)).type, "bind")
})

test("a pipeline of streams passes back-pressure on from its end to the sender", async () => {
  const received: string[] = []
  let most = 0
  const slow = new Transform({
    objectMode: true,
    highWaterMark: 1,
    async transform([part]: Message[], _, done) {
      await setImmediate()
      most = Math.max(most, pull.stats.received.messages - received.length)
      received.push(String(part))
      done()
    },
  })
  const sending = push.sendMany(numbers(500)).then(() => push.send("end"))
  const stream = Readable.from(pull)
  const running = pipeline(stream, slow)
  await sending
  await until(() => received.at(-1) === "end")
  pull.close()
  await running
  assert.deepEqual(received, [...numbers(500), "end"])
  assert.ok(most <= highWaterMark + 16 + 3, String(most))
})
