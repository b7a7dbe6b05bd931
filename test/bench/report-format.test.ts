import assert from "node:assert/strict"
import { test } from "node:test"
import * as format from "../../bench/report/format"

test("three digits count, and no number has an exponent", () => {
  const texts = [0, 0.00123456, 0.1, 1, 9.999, 99.96, 123.4, 1234, 1_234_567].map(format.digits)
  assert.deepEqual(texts, ["0", "0.00123", "0.100", "1.00", "10.0", "100", "123", "1230", "1230000"])
})

test("units fit the magnitude", () => {
  assert.equal(format.rate(2_200_000), "2.20 M/s")
  assert.equal(format.rate(113_000), "113 k/s")
  assert.equal(format.rate(870), "870 /s")
  assert.equal(format.micros(0.84), "0.840 µs")
  assert.equal(format.micros(13_000), "13.0 ms")
  assert.equal(format.bytes(64 * 2 ** 20), "64.0 MiB")
  assert.equal(format.bytesPerSecond(3 * 2 ** 30), "3.00 GiB/s")
  assert.equal(format.load(0.0012), "0.120 %")
  assert.equal(format.size(16), "16 B")
  assert.equal(format.size(65_536), "64 KiB")
  assert.equal(format.duration(59.4), "59 s")
  assert.equal(format.duration(1234), "20 min 34 s")
})

test("a spread is in the unit of its median, and absent where all rounds agree", () => {
  assert.equal(format.rate({ median: 1_000_000, min: 900_000, max: 2_000_000 }), "1.00 M/s (0.900–2.00)")
  assert.equal(format.micros({ median: 4, min: 4, max: 4 }), "4.00 µs")
})

test("what was not measured is a dash, never a zero", () => {
  for (const text of [format.rate, format.micros, format.bytes, format.factor]) assert.equal(text(undefined), "–")
})
