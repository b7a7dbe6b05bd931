import assert from "node:assert/strict"
import { test } from "node:test"
import { latencyOf } from "../../bench/peers/messages"

test("percentiles are samples, whatever their order", () => {
  const samples = Float64Array.from({ length: 1000 }, (_, index) => ((index * 7) % 1000) + 1)
  assert.deepEqual(latencyOf(samples), { min: 1, p50: 500, p99: 990, p999: 999, max: 1000 })
})

test("all percentiles of one sample are that sample", () => {
  assert.deepEqual(latencyOf(Float64Array.of(3)), { min: 3, p50: 3, p99: 3, p999: 3, max: 3 })
})

test("the largest of few samples is the highest percentile", () => {
  assert.deepEqual(latencyOf(Float64Array.of(30, 10, 20)), { min: 10, p50: 20, p99: 30, p999: 30, max: 30 })
})
