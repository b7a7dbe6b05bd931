import assert from "node:assert/strict"
import { test } from "node:test"
import { afterYield, beginBurst, countOperation, nextIteration } from "#lib/event-loop/fairness"

/** Spends what is left of this turn: how many operations that were. */
function spendAll(): number {
  let count = 0
  while (countOperation()) if (++count > 1e9) assert.fail("a turn has no end")
  return count
}

test("a turn has room for operations, ends by itself, and stays over", () => {
  beginBurst()
  assert.ok(spendAll() > 0)
  for (let count = 0; count < 1000; count++) assert.equal(countOperation(), false)
})

test("the event loop's turn begins a new one", async () => {
  spendAll()
  await nextIteration()
  assert.equal(countOperation(), true)
  spendAll()
  beginBurst()
  assert.equal(countOperation(), true)
})

test("callers that wait for the next turn share it", async () => {
  const first = nextIteration()
  assert.equal(nextIteration(), first)
  await first
  const second = nextIteration()
  assert.notEqual(second, first)
  await second
})

test("a turn comes after the promises that are resolved already", async () => {
  const order: string[] = []
  const turn = nextIteration().then(() => order.push("turn"))
  for (let count = 0; count < 10; count++) await Promise.resolve()
  order.push("promises")
  await turn
  assert.deepEqual(order, ["promises", "turn"])
})

test("values that are delivered in the next turn come in order", async () => {
  const order: number[] = []
  await Promise.all([1, 2, 3].map(async (value) => order.push(await afterYield(value))))
  assert.deepEqual(order, [1, 2, 3])
})

/** Spends a turn on operations that take 2 ms each: how many those were. */
function spendSlowly(): number {
  beginBurst()
  let count = 0
  do {
    count++
    const start = performance.now()
    while (performance.now() - start < 2);
  } while (countOperation())
  return count
}

test("once operations are seen to take a turn's time each, a turn has two or three", () => {
  spendSlowly()
  const count = spendSlowly()
  assert.ok(count <= 3, `${count} operations in a turn`)
})

test("once operations are quick again, a turn has many", () => {
  spendSlowly()
  const slow = spendSlowly()
  beginBurst()
  spendAll()
  beginBurst()
  assert.ok(spendAll() > 10 * slow)
})
