import assert from "node:assert/strict"
import { test } from "node:test"
import { measuredCount, warmUp } from "../../bench/exchange"
import { turns } from "../../bench/harness"
import { latencyOf } from "../../bench/peers/messages"
import type { Round } from "../../bench/result"
import { median, spread, summarize } from "../../bench/statistics"
import { artificialCell } from "./report-fixture"

test("the median is the value in the middle, in whatever order, or the mean of two, and leaves the values", () => {
  assert.equal(median([10, 2, 9]), 9)
  const values = [1, 100, 4, 2]
  assert.equal(median(values), 3)
  assert.deepEqual(values, [1, 100, 4, 2])
  assert.throws(() => median([]), RangeError)
  assert.deepEqual(spread([5, 1, 3, 100]), { median: 4, min: 1, max: 100 })
})

/** The summary of the first of two contenders. */
function summary(own: Round[], other: Round[] | string) {
  const { contenders } = artificialCell("curve", { own, other })
  return summarize(contenders[0]!, contenders)
}

const latency = (p50: number) => ({ min: 1, p50, p99: 10 * p50, p999: 100 * p50, max: 1000 * p50 })
const rates = (...all: number[]) => all.map((rate) => ({ rate }))
const better = { rate: 4, cpu: 1, peakRss: 1, time: 1, connectionMemory: 1, latency: latency(1) }
const worse = { rate: 2, cpu: 3, peakRss: 4, time: 5, connectionMemory: 7, latency: latency(6) }
const ratios = { rate: 2, cpu: 3, p50: 6, p99: 6, p999: 6, peakRss: 4, time: 5, connectionMemory: 7 }

test("a summary has what was measured and nothing else", () => {
  const rounds = [10, 30].map((rate) => ({ rate, latency: latency(rate / 10 + 1) }))
  assert.deepEqual(summary(rounds, "no"), {
    rate: { median: 20, min: 10, max: 30 },
    p50: { median: 3, min: 2, max: 4 },
    p99: { median: 30, min: 20, max: 40 },
    p999: { median: 300, min: 200, max: 400 },
    ratios: {},
  })
})

for (const [title, own, other, expected] of [
  [
    "is the median of the rounds' ratios, not the ratio of the medians",
    rates(10, 40, 30),
    rates(1, 20, 30),
    { rate: 2 },
  ],
  ["is that of the other turned over", rates(1, 20, 30), rates(10, 40, 30), { rate: 0.5 }],
  ["is above 1 for a higher rate, and less of all else", [better], [worse], ratios],
  ["is not there beside one that failed", [better], "it broke", undefined],
  ["is not there for what took no measurable CPU time", [{ cpu: 0 }], [{ cpu: 0 }], {}],
] as [string, Round[], Round[] | string, object | undefined][]) {
  test(`a ratio ${title}`, () => assert.deepEqual(summary(own, other).ratios.other, expected))
}

test("turns rotate, go back and forth, and have each contender in each round", () => {
  const rounds = [0, 1, 2, 3].map((round) => turns(["A", "B", "C"], round).join(""))
  assert.deepEqual(rounds, ["ABC", "ACB", "CAB", "CBA"])
  for (let round = 0; round < 9; round++) assert.deepEqual(turns([1, 2, 3, 4], round).sort(), [1, 2, 3, 4])
})

for (const [title, samples, percentiles] of [
  [
    "percentiles are samples, whatever their order",
    Array.from({ length: 1000 }, (_, index) => ((index * 7) % 1000) + 1),
    { min: 1, p50: 500, p99: 990, p999: 999, max: 1000 },
  ],
  ["all percentiles of one sample are that sample", [3], { min: 3, p50: 3, p99: 3, p999: 3, max: 3 }],
  ["the largest of few samples is the highest", [30, 10, 20], { min: 10, p50: 20, p99: 30, p999: 30, max: 30 }],
] as const) {
  test(title, () => assert.deepEqual(latencyOf(Float64Array.from(samples)), percentiles))
}

function bounds(size = 16) {
  return { endpoints: [{ driver: "libzmq", spec: { role: "pull", style: "each", size } }] } as const
}

for (const [title, rate, rest, duration, count] of [
  ["takes as long as it should at the rate", 1e6, {}, 0.5, 5e5],
  ["is a whole number", 1000.5, {}, 1, 1001],
  ["is a hundred at least", 10, {}, 1, 100],
  ["is what the exchange needs at least", 10, { minimum: 10_000 }, 1, 10_000],
  ["has an end", 1e9, {}, 1, 20_000_000],
] as const) {
  test(`the count that is measured ${title}`, () => {
    assert.equal(measuredCount(rate, { ...bounds(), ...rest }, { duration }), count)
  })
}

/** The counts that a warm-up runs, when a run takes no time. */
async function countsOf(given: Parameters<typeof warmUp>[1], count?: number): Promise<number[]> {
  const counts: number[] = []
  await warmUp(async (wanted) => counts.push(wanted), given, { duration: 1, count })
  return counts
}

test("the warm-up runs ever more until it has taken long enough, and no more than ten times as many at once", async () => {
  const counts = await countsOf(bounds())
  assert.equal(counts.at(-1), 20_000_000)
  for (const [at, count] of counts.slice(1).entries()) {
    const before = counts[at] ?? 0
    assert.ok(count > before && count <= 10 * before, `${counts}`)
  }
})

for (const [title, given, first, count] of [
  ["the count, if that is given", bounds(), 20, 20],
  ["2,000 small messages", bounds(), 2000],
  ["fewer large messages", bounds(65536), 128],
  ["fewer that go to many", { ...bounds(4096), subscribers: 8 }, 256],
  ["a hundred at least", bounds(1 << 20), 100],
  ["what the exchange needs at least", { ...bounds(), minimum: 10_000 }, 10_000],
] as const) {
  test(`the warm-up begins with ${title}`, async () => assert.equal((await countsOf(given, count))[0], first))
}
