import assert from "node:assert/strict"
import { test } from "node:test"
import { growthsOf, hasGrown, type Sample } from "./growth"

const flat: Sample = { memory: 100, descriptors: 300, latency: 1 }

/** So many samples, to each of which something may be added. */
function samples(count: number, added: (index: number) => Partial<Sample> = () => ({})): Sample[] {
  return Array.from({ length: count }, (_, index) => ({ ...flat, ...added(index) }))
}

function grown(list: readonly Sample[]): string[] {
  return growthsOf(list)
    .filter(hasGrown)
    .map(({ name }) => name)
}

test("what stays as it is has not grown, nor what jumps once", () => {
  assert.deepEqual(grown(samples(60)), [])
  assert.deepEqual(
    grown(samples(60, (index) => (index === 50 ? { memory: 500, descriptors: 900, latency: 50 } : {}))),
    [],
  )
})

test("what grows only while it begins has not grown", () => {
  assert.deepEqual(grown(samples(60, (index) => ({ memory: index < 15 ? index : 100 }))), [])
})

test("what grows a little with each sample has grown", () => {
  assert.deepEqual(grown(samples(60, (index) => ({ memory: 100 + index * 1.2 }))), ["memory"])
  assert.deepEqual(grown(samples(300, (index) => ({ memory: 100 + index * 0.12 }))), ["memory"])
  assert.deepEqual(grown(samples(60, (index) => ({ descriptors: 300 + index * 2 }))), ["descriptors"])
  assert.deepEqual(grown(samples(300, (index) => ({ latency: 1 + index * 0.1 }))), ["latency"])
})

test("what was never measured is not taken for flat", () => {
  assert.deepEqual(grown(samples(60, () => ({ latency: Number.NaN }))), ["latency"])
  assert.throws(() => growthsOf(samples(3)), /too few/)
})
