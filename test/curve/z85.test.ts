import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { describe, test } from "node:test"
import { inspect } from "node:util"
import { z85Decode, z85Encode } from "#lib/index"
import { withoutPyzmq } from "../interop/peer"
import { SeededRandom } from "../support/seeded-random"
import { firstLine } from "../support/text"

const invalid = { name: "TypeError", code: "ERR_INVALID_ARG_VALUE" }
const wrongType = { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" }

test("RFC 32's test case", () => {
  const bytes = Buffer.from([0x86, 0x4f, 0xd2, 0x6f, 0xb5, 0x59, 0xf7, 0x5b])
  assert.equal(z85Encode(bytes), "HelloWorld")
  assert.deepEqual(z85Decode("HelloWorld"), bytes)
})

test("no bytes are encoded as no characters", () => {
  assert.equal(z85Encode(new Uint8Array()), "")
  assert.deepEqual(z85Decode(""), Buffer.alloc(0))
})

test("the largest four bytes can be encoded, and the next number cannot be decoded", () => {
  assert.equal(z85Encode(Buffer.alloc(4, 0xff)), "%nSc0")
  assert.deepEqual(z85Decode("%nSc0"), Buffer.alloc(4, 0xff))
  for (const text of ["%nSc1", "#####"]) assert.throws(() => z85Decode(text), invalid, text)
})

test("encoding and decoding gives the same bytes; a view is encoded from its own first byte", () => {
  const random = new SeededRandom(1)
  for (let round = 0; round < 500; round++) {
    const all = Buffer.from(Array.from({ length: 3 + 4 * random.below(40) }, () => random.below(256)))
    const bytes = all.subarray(3)
    const text = z85Encode(bytes)
    assert.equal(text.length, (bytes.length / 4) * 5)
    assert.deepEqual(z85Decode(text), bytes)
  }
})

test("what pyzmq encodes is the same", { skip: withoutPyzmq }, () => {
  const random = new SeededRandom(2)
  const samples = Array.from({ length: 100 }, () =>
    Buffer.from(Array.from({ length: 4 * (1 + random.below(20)) }, () => random.below(256))),
  )
  const program =
    "import sys\nfrom zmq.utils import z85\nfor line in sys.stdin: print(z85.encode(bytes.fromhex(line.strip())).decode())"
  const input = samples.map((bytes) => bytes.toString("hex")).join("\n")
  const { stdout, stderr } = spawnSync("/usr/bin/python3", ["-c", program], { input, encoding: "utf8" })
  assert.equal(stderr, "")
  assert.deepEqual(stdout.trimEnd().split("\n"), samples.map(z85Encode))
})

describe("what cannot be encoded or decoded is refused, and not shown", () => {
  for (const [name, value, error] of [
    ["three bytes", Buffer.from("abc"), invalid],
    ["a string", "abcd", wrongType],
    ["nothing", undefined, wrongType],
    ["another view", new Uint16Array(4), wrongType],
  ] as const) {
    test(`encode: ${name}`, () => assert.throws(() => z85Encode(value as Uint8Array), error))
  }
  for (const [name, value, error] of [
    ["four characters", "Hell", invalid],
    ["a character that Z85 has not", 'Hell"', invalid],
    ["a character behind ASCII", "Hellö", invalid],
    ["a NUL", "Hell\0", invalid],
    ["a space", "Hell ", invalid],
    ["bytes", Buffer.from("Hello"), wrongType],
    ["nothing", undefined, wrongType],
  ] as const) {
    test(`decode: ${name}`, () => {
      assert.throws(
        () => z85Decode(value as string),
        (thrown: Error) => {
          assert.ok(!firstLine(inspect(thrown)).includes("Hell"))
          return thrown.name === error.name && (thrown as { code?: string }).code === error.code
        },
      )
    })
  }
})
