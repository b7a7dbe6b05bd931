import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { measuredCount, warmUp } from "../../bench/warm-up"

const sides = [{ driver: "libzmq", spec: { role: "pull", style: "each", size: 16 } }] as const

/** The counts that a warm-up runs, when a run takes no time. */
async function countsOf(bounds: { minimum?: number; subscribers?: number; size?: number }, count?: number) {
  const counts: number[] = []
  const run = async (wanted: number) => {
    counts.push(wanted)
  }
  const { size = 16, ...others } = bounds
  const [side] = sides
  await warmUp(run, { sides: [{ ...side, spec: { ...side.spec, size } }], ...others }, { duration: 1, count })
  return counts
}

describe("the count that is measured", () => {
  it("takes as long as it should at the rate", () =>
    assert.equal(measuredCount(1e6, { sides }, { duration: 0.5 }), 5e5))
  it("is a whole number", () => assert.equal(measuredCount(1000.5, { sides }, { duration: 1 }), 1001))
  it("is a hundred at least", () => assert.equal(measuredCount(10, { sides }, { duration: 1 }), 100))
  it("is what the exchange needs at least", () =>
    assert.equal(measuredCount(10, { sides, minimum: 10_000 }, { duration: 1 }), 10_000))
  it("has an end", () => assert.equal(measuredCount(1e9, { sides }, { duration: 1 }), 20_000_000))
})

describe("the warm-up", () => {
  it("is one run of the count, if that is given", async () => assert.deepEqual(await countsOf({}, 20), [20]))

  it("runs ever more until it has taken long enough, and no more than ten times as many at once", async () => {
    const counts = await countsOf({})
    assert.equal(counts[0], 2000)
    assert.equal(counts.at(-1), 20_000_000)
    for (const [index, count] of counts.slice(1).entries()) {
      assert.ok(count > counts[index]! && count <= 10 * counts[index]!, `${counts}`)
    }
  })

  it("begins with fewer of what is large or goes to many", async () => {
    assert.equal((await countsOf({ size: 65536 }))[0], 128)
    assert.equal((await countsOf({ size: 4096, subscribers: 8 }))[0], 256)
    assert.equal((await countsOf({ size: 1 << 20 }))[0], 100)
    assert.equal((await countsOf({ minimum: 10_000 }))[0], 10_000)
  })
})
