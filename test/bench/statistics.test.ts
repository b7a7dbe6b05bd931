import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Contender, Round } from "../../bench/result"
import { turns } from "../../bench/rounds"
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
    const good = contender("good", [{ rate: 4 }])
    const failed = contender("failed", [], "it broke")
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
