import assert from "node:assert/strict"
import { test } from "node:test"
import { json, object, textIn } from "#lib/message/codecs"

const encodings = ["utf8", "utf16le", "latin1", "ascii"] as const

test("text in each encoding arrives unchanged, and its bytes are the encoding's", () => {
  for (const encoding of encodings) {
    const codec = textIn(encoding)
    const text = encoding === "ascii" ? "plain\0text" : encoding === "latin1" ? "Grüße ÿ" : "Grüße, 世界 🚀\0"
    const bytes = Buffer.from(codec.encode(text, "text"))
    assert.deepEqual(bytes, Buffer.from(text, encoding))
    assert.equal(codec.decode(bytes), text)
    assert.equal(codec.decode(Buffer.alloc(0)), "")
  }
})

test("an encoding may be spelled in each way that Node knows it by", () => {
  assert.equal(textIn(), textIn("utf8"))
  assert.equal(textIn("UTF-8"), textIn("utf8"))
  assert.equal(textIn("utf-16le"), textIn("utf16le"))
})

test("a name that is not an encoding of text is refused", () => {
  assert.throws(() => textIn("hex"), {
    name: "TypeError",
    code: "ERR_INVALID_ARG_VALUE",
    message: /^"encoding" must be/,
  })
  for (const name of ["constructor", "__proto__"]) assert.throws(() => textIn(name), { code: "ERR_INVALID_ARG_VALUE" })
  assert.throws(() => textIn(8), { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" })
})

test("text that an encoding cannot represent is refused, not damaged", () => {
  const cases = [
    ["utf8", "half \ud83d of a pair"],
    ["latin1", "€"],
    ["ascii", "é"],
  ] as const
  for (const [encoding, text] of cases) {
    assert.throws(() => textIn(encoding).encode(text, "text"), {
      name: "TypeError",
      code: "ERR_INVALID_ARG_VALUE",
      message: new RegExp(`^"text" must be text that ${encoding} can encode; got string`),
    })
  }
  assert.throws(() => textIn("utf8").encode(1 as never, "text"), { code: "ERR_INVALID_ARG_TYPE" })
})

test("bytes that are not of the encoding are refused", () => {
  assert.throws(() => textIn("utf8").decode(Buffer.from([0x61, 0xff])), TypeError)
  assert.throws(() => textIn("utf16le").decode(Buffer.alloc(3)), TypeError)
  assert.throws(() => textIn("ascii").decode(Buffer.from([0x80])), TypeError)
  assert.equal(textIn("latin1").decode(Buffer.from([0x80, 0xff])), "\x80ÿ")
})

test("JSON: values come back; what it cannot represent is a TypeError that says why", () => {
  for (const value of [null, 0, "", "é\ud83d", [1, [2]], { a: { b: [true] } }]) {
    assert.deepEqual(json.decode(Buffer.from(json.encode(value, "value"))), value)
  }
  const circle: { self?: unknown } = {}
  circle.self = circle
  for (const value of [undefined, () => 1, Symbol("s"), { big: 1n }, 1n, circle]) {
    assert.throws(() => json.encode(value, "value"), {
      name: "TypeError",
      code: "ERR_INVALID_ARG_VALUE",
      message: /^"value" must be a value that JSON can represent/,
    })
  }
  assert.throws(() => json.encode(1n, "value"), { message: /\(Do not know how to serialize a BigInt\)/ })
  assert.throws(
    () => json.encode(circle, "value"),
    (error: Error) => error.cause instanceof TypeError,
  )
})

test("JSON: what a value's toJSON throws is the cause", () => {
  const cause = new RangeError("not today")
  const value = {
    toJSON() {
      throw cause
    },
  }
  assert.throws(
    () => json.encode(value, "value"),
    (error: Error) => error.cause === cause && /not today/.test(error.message),
  )
})

test("JSON: bytes that are not UTF-8 or not JSON are refused", () => {
  assert.throws(() => json.decode(Buffer.from([0x22, 0xff, 0x22])), TypeError)
  assert.throws(() => json.decode(Buffer.from("{")), SyntaxError)
  assert.throws(() => json.decode(Buffer.alloc(0)), SyntaxError)
})

test("structured clones: values that JSON cannot represent arrive unchanged", () => {
  const value = {
    map: new Map([["a", new Set([1n])]]),
    date: new Date(0),
    bytes: new Uint8Array([1, 2]),
    pattern: /x/g,
    nothing: undefined,
    self: null as unknown,
  }
  value.self = value
  const clone = object.decode(Buffer.from(object.encode(value, "value"))) as typeof value
  assert.equal(clone.self, clone)
  assert.deepEqual({ ...clone, self: null }, { ...value, self: null })
})

test("structured clones: what cannot be cloned is a TypeError that says why", () => {
  for (const value of [() => 1, { nested: Symbol("s") }]) {
    assert.throws(() => object.encode(value, "value"), {
      name: "TypeError",
      code: "ERR_INVALID_ARG_VALUE",
      message: /^"value" must be a value that can be cloned \(.* could not be cloned\.\)/,
    })
  }
})

test("structured clones: bytes that are not a structured clone are refused", () => {
  for (const bytes of [Buffer.alloc(0), Buffer.from("{}"), Buffer.from([0xff, 15, 0x6f])]) {
    assert.throws(() => object.decode(bytes), Error)
  }
})

test("structured clones: bytes behind one are refused", () => {
  const clone = Buffer.from(
    object.encode({ bytes: new Uint8Array(3), text: "é", nested: [new Float64Array(2)] }, "value"),
  )
  for (const before of [0, 1, 8]) {
    const bytes = Buffer.concat([Buffer.alloc(before), clone]).subarray(before)
    assert.deepEqual(object.decode(bytes), { bytes: new Uint8Array(3), text: "é", nested: [new Float64Array(2)] })
    assert.throws(() => object.decode(Buffer.concat([Buffer.alloc(before), clone, Buffer.alloc(3)]).subarray(before)), {
      name: "TypeError",
      message: `The clone ends after ${clone.length} of ${clone.length + 3} bytes`,
    })
  }
})
