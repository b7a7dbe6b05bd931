import assert from "node:assert/strict"
import { test } from "node:test"
import * as format from "../../bench/report/format"

for (const [title, texts, wanted] of [
  [
    "three digits count, and no number has an exponent",
    [0, 0.00123456, 0.1, 1, 9.999, 99.96, 123.4, 1234, 1_234_567].map(format.digits),
    "0, 0.00123, 0.100, 1.00, 10.0, 100, 123, 1230, 1230000",
  ],
  ["times", [0.84, 13_000].map(format.micros), "0.840 µs, 13.0 ms"],
  ["durations", [59.4, 1234].map(format.duration), "59 s, 20 min 34 s"],
  [
    "a spread is in the unit of its median, and absent where all rounds agree",
    [format.rate({ median: 1_000_000, min: 900_000, max: 2_000_000 }), format.micros({ median: 4, min: 4, max: 4 })],
    "1.00 M/s (0.900–2.00), 4.00 µs",
  ],
  [
    "what was not measured is a dash, never a zero",
    [format.rate, format.micros, format.bytes, format.factor].map((text) => text(undefined)),
    "–, –, –, –",
  ],
] as const) {
  test(title, () => assert.equal(texts.join(", "), wanted))
}
