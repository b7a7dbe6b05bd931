import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { measuredCount, warmUp } from "../../bench/exchange"
import { turns } from "../../bench/harness"
import { latencyOf } from "../../bench/peers/messages"
import type { Contender, Round } from "../../bench/result"
import { median, spread, summarize } from "../../bench/statistics"

function contender(name: string, rounds: Round[], failure?: string): Contender {
  return { driver: "zmq-napi", style: "each", name, rounds, ...(failure && { failure }) }
}

const latency = (p50: number) => ({ min: 1, p50, p99: 10 * p50, p999: 100 * p50, max: 1000 * p50 })

describe("median", () => {
  it("is the value in the middle, in whatever order", () => assert.equal(median([10, 2, 9]), 9))
  it("is the mean of the two in the middle", () => assert.equal(median([1, 100, 4, 2]), 3))
  it("leaves the values as they were", () => {
    const values = [3, 1, 2]
    median(values)
    assert.deepEqual(values, [3, 1, 2])
  })
  it("does not exist without values", () => assert.throws(() => median([]), RangeError))
})

describe("spread", () => {
  it("is the median, the least and the most", () =>
    assert.deepEqual(spread([5, 1, 3, 100]), { median: 4, min: 1, max: 100 }))
})

describe("a summary", () => {
  it("has what was measured and nothing else", () => {
    const only = contender("only", [
      { rate: 10, latency: latency(2) },
      { rate: 30, latency: latency(4) },
    ])
    assert.deepEqual(summarize(only, [only]), {
      rate: { median: 20, min: 10, max: 30 },
      p50: { median: 3, min: 2, max: 4 },
      p99: { median: 30, min: 20, max: 40 },
      p999: { median: 300, min: 200, max: 400 },
      ratios: {},
    })
  })

  it("takes the median of the rounds' ratios, which is not the ratio of the medians", () => {
    const own = contender("own", [{ rate: 10 }, { rate: 40 }, { rate: 30 }])
    const other = contender("other", [{ rate: 1 }, { rate: 20 }, { rate: 30 }])
    assert.deepEqual(summarize(own, [own, other]).ratios, { other: { rate: 2 } })
    assert.deepEqual(summarize(other, [own, other]).ratios, { own: { rate: 0.5 } })
  })

  it("is above 1 for who is better: a higher rate, and less of everything else", () => {
    const good = contender("good", [{ rate: 4, cpu: 1, peakRss: 1, time: 1, latency: latency(1) }])
    const bad = contender("bad", [{ rate: 2, cpu: 3, peakRss: 4, time: 5, latency: latency(6) }])
    assert.deepEqual(summarize(good, [good, bad]).ratios.bad, { rate: 2, cpu: 3, p50: 6, peakRss: 4, time: 5 })
  })

  it("compares with none that failed", () => {
    const [good, failed] = [contender("good", [{ rate: 4 }]), contender("failed", [], "it broke")]
    assert.deepEqual(summarize(good, [good, failed]).ratios, {})
  })

  it("has no ratio to what took no measurable CPU time", () => {
    const [own, other] = [contender("own", [{ cpu: 0 }]), contender("other", [{ cpu: 0 }])]
    assert.deepEqual(summarize(own, [own, other]).ratios, { other: {} })
  })
})

describe("turns", () => {
  it("rotate, and go back and forth", () => {
    const rounds = [0, 1, 2, 3].map((round) => turns(["A", "B", "C"], round).join(""))
    assert.deepEqual(rounds, ["ABC", "ACB", "CAB", "CBA"])
  })
  it("have each contender in each round", () => {
    for (let round = 0; round < 9; round++) assert.deepEqual(turns([1, 2, 3, 4], round).sort(), [1, 2, 3, 4])
  })
})

describe("percentiles", () => {
  it("percentiles are samples, whatever their order", () => {
    const samples = Float64Array.from({ length: 1000 }, (_, index) => ((index * 7) % 1000) + 1)
    assert.deepEqual(latencyOf(samples), { min: 1, p50: 500, p99: 990, p999: 999, max: 1000 })
  })
  it("all percentiles of one sample are that sample", () =>
    assert.deepEqual(latencyOf(Float64Array.of(3)), { min: 3, p50: 3, p99: 3, p999: 3, max: 3 }))
  it("the largest of few samples is the highest percentile", () =>
    assert.deepEqual(latencyOf(Float64Array.of(30, 10, 20)), { min: 10, p50: 20, p99: 30, p999: 30, max: 30 }))
})

function bounds(size = 16) {
  return { endpoints: [{ driver: "libzmq", spec: { role: "pull", style: "each", size } }] } as const
}

describe("the count that is measured", () => {
  it("takes as long as it should at the rate", () => assert.equal(measuredCount(1e6, bounds(), { duration: 0.5 }), 5e5))
  it("is a whole number", () => assert.equal(measuredCount(1000.5, bounds(), { duration: 1 }), 1001))
  it("is a hundred at least", () => assert.equal(measuredCount(10, bounds(), { duration: 1 }), 100))
  it("is what the exchange needs at least", () =>
    assert.equal(measuredCount(10, { ...bounds(), minimum: 10_000 }, { duration: 1 }), 10_000))
  it("has an end", () => assert.equal(measuredCount(1e9, bounds(), { duration: 1 }), 20_000_000))
})

describe("the warm-up", () => {
  /** The counts that it runs, when a run takes no time. */
  async function countsOf(given: Parameters<typeof warmUp>[1], count?: number): Promise<number[]> {
    const counts: number[] = []
    await warmUp(async (wanted) => counts.push(wanted), given, { duration: 1, count })
    return counts
  }

  it("is one run of the count, if that is given", async () => assert.deepEqual(await countsOf(bounds(), 20), [20]))

  it("runs ever more until it has taken long enough, and no more than ten times as many at once", async () => {
    const counts = await countsOf(bounds())
    assert.equal(counts[0], 2000)
    assert.equal(counts.at(-1), 20_000_000)
    counts.reduce((before, count) => {
      assert.ok(count > before && count <= 10 * before, `${counts}`)
      return count
    })
  })

  it("begins with fewer of what is large or goes to many", async () => {
    assert.equal((await countsOf(bounds(65536)))[0], 128)
    assert.equal((await countsOf({ ...bounds(4096), subscribers: 8 }))[0], 256)
    assert.equal((await countsOf(bounds(1 << 20)))[0], 100)
    assert.equal((await countsOf({ ...bounds(), minimum: 10_000 }))[0], 10_000)
  })
})
