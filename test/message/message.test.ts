import assert from "node:assert/strict"
import { test } from "node:test"
import { createContext, runInContext } from "node:vm"
import { MessageChannel } from "node:worker_threads"
import { type MessagePart, Router, Stream } from "#lib/index"
import { Pipeline } from "../support/pipeline"
import { timeLimit } from "../support/waiting"
import { pattern } from "./pattern"

function memory<T extends ArrayBufferLike>(made: T): T {
  new Uint8Array(made).set(pattern(made.byteLength, 1))
  return made
}

// TypeScript's library for Node 20's language level does not know these.
const Resizable = ArrayBuffer as unknown as new (
  length: number,
  options: { maxByteLength: number },
) => ArrayBuffer & { resize(length: number): void }
const Growable = SharedArrayBuffer as unknown as new (
  length: number,
  options: { maxByteLength: number },
) => SharedArrayBuffer & { grow(length: number): void }

function resized(from: number, to: number): ArrayBuffer {
  const made = new Resizable(from, { maxByteLength: 64 })
  made.resize(to)
  return memory(made)
}

function grown(from: number, to: number): SharedArrayBuffer {
  const made = new Growable(from, { maxByteLength: 64 })
  made.grow(to)
  return memory(made)
}

/** Their constructors take any memory, which the union of their types hides. */
type TypedArray = new (memory: ArrayBufferLike, offset?: number, length?: number) => ArrayBufferView

const typedArrays = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
].map((Type) => Type as unknown as TypedArray & { BYTES_PER_ELEMENT: number; name: string })

class Lying extends Uint8Array {
  override get byteLength(): number {
    return 1
  }
  override get length(): number {
    return 2
  }
}

function fromRealm(code: string): MessagePart {
  return runInContext(code, createContext({}))
}

/** What can be sent, and the bytes that arrive. */
const parts: [name: string, part: MessagePart, bytes: Buffer][] = [
  ["a Buffer", pattern(20), pattern(20)],
  ["a Buffer that is part of a pool", Buffer.from("pooled").subarray(2, 5), Buffer.from("ole")],
  ["an empty Buffer", Buffer.alloc(0), Buffer.alloc(0)],
  ...typedArrays.flatMap((Type): [string, MessagePart, Buffer][] => [
    [`a ${Type.name}`, new Type(memory(new ArrayBuffer(16))), pattern(16, 1)],
    [`a ${Type.name} with an offset`, new Type(memory(new ArrayBuffer(32)), 8, 1), pattern(Type.BYTES_PER_ELEMENT, 9)],
    [`a ${Type.name} of shared memory`, new Type(memory(new SharedArrayBuffer(16))), pattern(16, 1)],
    [`an empty ${Type.name}`, new Type(memory(new ArrayBuffer(8)), 8), Buffer.alloc(0)],
  ]),
  ["a DataView", new DataView(memory(new ArrayBuffer(10))), pattern(10, 1)],
  ["a DataView with an offset", new DataView(memory(new ArrayBuffer(10)), 3, 4), pattern(4, 4)],
  ["a DataView of shared memory", new DataView(memory(new SharedArrayBuffer(10)), 3, 4), pattern(4, 4)],
  ["an empty DataView", new DataView(new ArrayBuffer(10), 10), Buffer.alloc(0)],
  ["an ArrayBuffer", memory(new ArrayBuffer(12)), pattern(12, 1)],
  ["an empty ArrayBuffer", new ArrayBuffer(0), Buffer.alloc(0)],
  ["a SharedArrayBuffer", memory(new SharedArrayBuffer(12)), pattern(12, 1)],
  ["an empty SharedArrayBuffer", new SharedArrayBuffer(0), Buffer.alloc(0)],
  ["a resizable ArrayBuffer that grew", resized(4, 40), pattern(40, 1)],
  ["a resizable ArrayBuffer that shrank", resized(40, 4), pattern(4, 1)],
  ["a view that follows a resizable ArrayBuffer", new Uint8Array(resized(4, 40), 8), pattern(32, 9)],
  ["a growable SharedArrayBuffer that grew", grown(4, 40), pattern(40, 1)],
  ["a view that follows a growable SharedArrayBuffer", new Uint8Array(grown(4, 40), 8), pattern(32, 9)],
  ["a string", "hello", Buffer.from("hello")],
  ["an empty string", "", Buffer.alloc(0)],
  ["a string with a NUL", "a\0b", Buffer.from([97, 0, 98])],
  ["a Latin-1 string", "grüße", Buffer.from([0x67, 0x72, 0xc3, 0xbc, 0xc3, 0x9f, 0x65])],
  ["a string with astral characters", "a𝄞b😀", Buffer.from("61f09d849e62f09f9880", "hex")],
  ["a string with a lone high surrogate", "a\ud834b", Buffer.from("61efbfbd62", "hex")],
  ["a string with a lone low surrogate", "a\udd1e", Buffer.from("61efbfbd", "hex")],
  ["a string with surrogates the wrong way round", "\udd1e\ud834", Buffer.from("efbfbdefbfbd", "hex")],
  ["an integer", 42, Buffer.from("42")],
  ["a negative fraction", -1.5, Buffer.from("-1.5")],
  ["a large number", 1e21, Buffer.from("1e+21")],
  ["negative zero", -0, Buffer.from("0")],
  ["NaN", Number.NaN, Buffer.from("NaN")],
  ["infinity", Number.POSITIVE_INFINITY, Buffer.from("Infinity")],
  ["a Uint8Array that lies about its length", Lying.of(97, 98, 99), Buffer.from("abc")],
  ["an ArrayBuffer of another realm", fromRealm("Uint8Array.of(97, 98).buffer"), Buffer.from("ab")],
  ["a SharedArrayBuffer of another realm", fromRealm("new SharedArrayBuffer(2)"), Buffer.alloc(2)],
  ["a Uint8Array of another realm", fromRealm("Uint8Array.of(97, 98)"), Buffer.from("ab")],
  ["a DataView of another realm", fromRealm("new DataView(Uint8Array.of(97, 98).buffer, 1)"), Buffer.from("b")],
  ["null", null, Buffer.alloc(0)],
  ["undefined", undefined, Buffer.alloc(0)],
]

for (const [name, part, bytes] of parts) {
  test(`what can be sent: ${name}`, async () => {
    using pipeline = Pipeline.joined()
    await pipeline.push.send(part)
    await pipeline.push.send([part])
    await pipeline.push.send(["first", part, part, "last"])
    await pipeline.push.sendMany([part, [part], "last"])
    const first = Buffer.from("first")
    const last = Buffer.from("last")
    assert.deepEqual(await pipeline.pull.receive(timeLimit), [bytes])
    assert.deepEqual(await pipeline.pull.receive(timeLimit), [bytes])
    assert.deepEqual(await pipeline.pull.receive(timeLimit), [first, bytes, bytes, last])
    for (const one of [bytes, bytes, last]) assert.deepEqual(await pipeline.pull.receive(timeLimit), [one])
  })
}

test("strings of every length around the addon's buffer arrive whole, however many bytes a character has", async () => {
  using pipeline = Pipeline.joined({ sendHighWaterMark: 0 }, { receiveHighWaterMark: 0 })
  for (const character of ["a", "ü", "€", "😀", "\ud800"]) {
    const size = Buffer.byteLength(character)
    for (const padding of ["", "x", "xx", "xxx"]) {
      for (let bytes = 1000; bytes <= 1050; bytes += size) {
        const text = padding + character.repeat(Math.floor(bytes / size))
        await pipeline.push.send(text)
        const [part] = await pipeline.pull.receive(timeLimit)
        assert.ok(part?.equals(Buffer.from(text)), `${text.length} times ${character} after ${padding.length} more`)
      }
    }
  }
})

test("a string of several megabytes arrives whole", async () => {
  using pipeline = Pipeline.joined()
  const text = "zero€😀".repeat(500_000)
  await pipeline.push.send(text)
  const [part] = await pipeline.pull.receive(timeLimit)
  assert.ok(part?.equals(Buffer.from(text)))
})

/** What cannot be sent, and how the error names it. */
const wrong: [name: string, part: unknown, given: string][] = [
  ["an object", { a: 1 }, "an instance of Object"],
  ["an object without a prototype", Object.create(null), "an instance of Object"],
  ["a boolean", true, "boolean true"],
  ["a bigint", 5n, "bigint 5n"],
  ["a symbol", Symbol("s"), "symbol Symbol(s)"],
  ["a function", () => 1, "a function"],
  ["a Date", new Date(0), "an instance of Date"],
  ["a Map", new Map(), "an instance of Map"],
  ["a String object", Object("text"), "an instance of String"],
  ["a Proxy of a Uint8Array", new Proxy(Uint8Array.of(97), {}), "an instance of Uint8Array"],
  ["a Proxy of an ArrayBuffer", new Proxy(new ArrayBuffer(1), {}), "an instance of ArrayBuffer"],
  ["a promise", Promise.resolve("text"), "an instance of Promise"],
]
const expected = "a Buffer, ArrayBufferView, ArrayBuffer, SharedArrayBuffer, string, number, null or undefined"

/** Those of them that another method sends. */
const objects = ["an object", "an object without a prototype", "a Date", "a Map", "a String object"]

for (const [name, part, given] of wrong) {
  test(`what cannot be sent: ${name}`, async () => {
    using pipeline = Pipeline.joined()
    const { push, pull } = pipeline
    const send = (message: unknown) => push.send(message as MessagePart)
    const rejects = (sending: Promise<unknown>, what: string) =>
      assert.rejects(sending, (error: TypeError & { code: string }) => {
        assert.ok(error instanceof TypeError)
        assert.equal(error.code, "ERR_INVALID_ARG_TYPE")
        assert.ok(error.message.startsWith(`${what}; got ${given}`), error.message)
        return true
      })
    const refused = async (message: unknown, what: string) => {
      await rejects(send(message), what)
      await rejects(push.send(message as MessagePart, { transfer: true }), what)
    }
    const refusedAmong = async (messages: unknown[], what: string) => {
      await rejects(push.sendMany(messages as MessagePart[]), what)
      await rejects(push.sendMany(messages as MessagePart[], { transfer: true }), what)
    }
    await assert.rejects(send(part), (error: Error) => {
      return error.message.endsWith("; sendJson() and sendObject() send objects") === objects.includes(name)
    })
    await refused(part, `"message" must be ${expected}, or an array of these`)
    await refused([part], `"message[0]" must be ${expected}`)
    await refused(["good", Buffer.alloc(50_000), part], `"message[2]" must be ${expected}`)
    await refused(["good", new SharedArrayBuffer(4), part], `"message[2]" must be ${expected}`)
    await refusedAmong([part], `"messages[0]" must be ${expected}, or an array of these`)
    await refusedAmong(["good", ["good", part]], `"messages[1][1]" must be ${expected}`)
    assert.equal(pull.readable, false)
    await push.send("next")
    assert.deepEqual(await pull.receive(timeLimit), [Buffer.from("next")])
  })
}

test("an array within an array cannot be sent", async () => {
  using pipeline = Pipeline.joined()
  await assert.rejects(pipeline.push.send([["nested"]] as unknown as MessagePart[]), {
    name: "TypeError",
    code: "ERR_INVALID_ARG_TYPE",
    message: `"message[0]" must be ${expected}; got array [ 'nested' ]`,
  })
  assert.equal(pipeline.pull.readable, false)
})

test("an empty array cannot be sent", async () => {
  const empty = {
    name: "TypeError",
    code: "ERR_INVALID_ARG_VALUE",
    message: '"message" must be an array of at least one part; got array []',
  }
  using pipeline = new Pipeline()
  await assert.rejects(pipeline.push.send([]), empty)
  await assert.rejects(pipeline.push.send([], timeLimit), empty)
  const waiting = pipeline.push.send("waits")
  await assert.rejects(pipeline.push.send([]), empty, "behind a send that waits")
  pipeline.join()
  await waiting
  assert.deepEqual(await pipeline.pull.receive(timeLimit), [Buffer.from("waits")])
  assert.equal(pipeline.pull.readable, false)
})

test("what cannot be sent is refused also behind a send that waits, and leaves no gap there", async () => {
  using pipeline = new Pipeline()
  const first = pipeline.push.send("first")
  await assert.rejects(pipeline.push.send(["good", true as unknown as string]), { code: "ERR_INVALID_ARG_TYPE" })
  await assert.rejects(pipeline.push.send(true as unknown as string), { code: "ERR_INVALID_ARG_TYPE" })
  const last = pipeline.push.send("last")
  pipeline.join()
  await Promise.all([first, last])
  assert.deepEqual(await pipeline.pull.receive(timeLimit), [Buffer.from("first")])
  assert.deepEqual(await pipeline.pull.receive(timeLimit), [Buffer.from("last")])
})

test("memory that was transferred away cannot be sent", async () => {
  using pipeline = Pipeline.joined()
  const detached = (part: MessagePart, buffer: ArrayBuffer) => {
    const { port1 } = new MessageChannel()
    port1.postMessage(buffer, [buffer])
    port1.close()
    return part
  }
  const buffers = Array.from({ length: 4 }, () => new ArrayBuffer(8)) as [
    ArrayBuffer,
    ArrayBuffer,
    ArrayBuffer,
    ArrayBuffer,
  ]
  const gone = [
    detached(buffers[0], buffers[0]),
    detached(Buffer.from(buffers[1]), buffers[1]),
    detached(new Float64Array(buffers[2]), buffers[2]),
    detached(new DataView(buffers[3]), buffers[3]),
  ]
  for (const part of gone) {
    const refused = { name: "TypeError", code: "ERR_INVALID_ARG_VALUE", message: /neither detached nor shrunk/ }
    await assert.rejects(pipeline.push.send(part), refused)
    await assert.rejects(pipeline.push.send(["good", part]), refused)
  }
  assert.equal(pipeline.pull.readable, false)
})

test("proxies of arrays, and arrays of another realm, are sent as messages of several parts", async () => {
  using pipeline = Pipeline.joined()
  const realm = createContext({})
  class Frames extends Array<string> {}
  const messages: MessagePart[][] = [
    new Proxy(["a", "b"], {}),
    Frames.of("a", "b"),
    Object.freeze(["a", "b"]) as string[],
    runInContext('["a", "b"]', realm) as string[],
    runInContext("[Uint8Array.of(97), Uint8Array.of(98).buffer]", realm) as MessagePart[],
  ]
  for (const message of messages) {
    await pipeline.push.send(message)
    assert.deepEqual((await pipeline.pull.receive(timeLimit)).map(String), ["a", "b"])
  }
})

test("a hole in an array is an empty part", async () => {
  using pipeline = Pipeline.joined()
  const message = new Array<string>(3)
  message[1] = "b"
  await pipeline.push.send(message)
  assert.deepEqual((await pipeline.pull.receive(timeLimit)).map(String), ["", "b", ""])
})

test("a Router and a Stream need a routing id and more", async () => {
  using router = new Router()
  using stream = new Stream()
  const refused = (message: RegExp) => ({ name: "TypeError", code: "ERR_INVALID_ARG_VALUE", message })
  for (const message of ["id", ["id"], [], Buffer.from("id"), new SharedArrayBuffer(2), null] as never[]) {
    await assert.rejects(
      router.send(message),
      refused(/^"message" must be an array of the routing id and further parts; got/),
    )
    await assert.rejects(
      stream.send(message),
      refused(/^"message" must be an array of the routing id and the data; got/),
    )
  }
})
