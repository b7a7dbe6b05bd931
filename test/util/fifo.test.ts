import assert from "node:assert/strict"
import { test } from "node:test"
import { Fifo } from "#lib/util/fifo"

function filled(count: number): Fifo<number> {
  const fifo = new Fifo<number>()
  for (let item = 0; item < count; item++) fifo.push(item)
  return fifo
}

/** Takes everything out. */
function drain<T>(fifo: Fifo<T>): T[] {
  const items: T[] = []
  while (fifo.length > 0) items.push(fifo.shift() as T)
  return items
}

test("items come out in the order in which they went in", () => {
  assert.deepEqual(drain(filled(5)), [0, 1, 2, 3, 4])
})

test("an empty queue gives undefined", () => {
  const fifo = new Fifo<number>()
  assert.equal(fifo.length, 0)
  assert.equal(fifo.peek(), undefined)
  assert.equal(fifo.shift(), undefined)
  fifo.push(1)
  assert.equal(fifo.shift(), 1)
  assert.equal(fifo.shift(), undefined)
  assert.equal(fifo.length, 0)
})

test("peek leaves the item where it is", () => {
  const fifo = filled(2)
  assert.equal(fifo.peek(), 0)
  assert.equal(fifo.peek(), 0)
  assert.equal(fifo.length, 2)
})

test("remove takes an item out wherever it is, and says where that was", () => {
  const fifo = filled(6)
  assert.equal(fifo.remove(3), 3)
  assert.equal(fifo.remove(0), 0)
  assert.equal(fifo.remove(5), 3)
  assert.equal(fifo.remove(5), -1)
  assert.deepEqual(drain(fifo), [1, 2, 4])
})

test("remove counts from the first item, also after others were taken out", () => {
  const fifo = filled(10)
  for (let count = 0; count < 3; count++) fifo.shift()
  assert.equal(fifo.remove(0), -1, "it was taken out")
  assert.equal(fifo.remove(3), 0)
  assert.equal(fifo.remove(9), 5)
  assert.deepEqual(drain(fifo), [4, 5, 6, 7, 8])
})

test("whatever is done to it, it behaves as an array would", () => {
  const fifo = new Fifo<number>()
  const model: number[] = []
  // A linear congruential generator: the same sequence in every run.
  let state = 12345
  const random = (below: number) => {
    state = (state * 1103515245 + 12345) % 0x80000000
    return Math.floor((state / 0x80000000) * below)
  }
  for (let step = 0; step < 20_000; step++) {
    const choice = random(10)
    if (choice < 5) {
      fifo.push(step)
      model.push(step)
    } else if (choice < 9) {
      assert.equal(fifo.shift(), model.shift())
    } else {
      const item = model[random(model.length)] ?? -1
      const index = model.indexOf(item)
      assert.equal(fifo.remove(item), index)
      if (index !== -1) model.splice(index, 1)
    }
    assert.equal(fifo.length, model.length)
    assert.equal(fifo.peek(), model[0])
  }
  assert.deepEqual(drain(fifo), model)
})
