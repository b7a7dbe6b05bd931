import assert from "node:assert/strict"
import type { SeededRandom } from "../../support/seeded-random"

const largest = 200_000
/** A Buffer of the largest size for each byte: bodies are parts of them, which costs no memory of their own. */
const filled = Array.from({ length: 16 }, (_, byte) => Buffer.alloc(largest, byte))

/** Mostly small, some of every size up to 200 kB. */
function bodySize(random: SeededRandom): number {
  const kind = random.below(100)
  if (kind < 70) return random.below(100)
  if (kind < 95) return random.below(5000)
  return random.below(largest)
}

/** The parts of a message: whose it is, its number, how many there are, and a body that depends on these. */
export function makeMessage(id: number, number: number, count: number, random: SeededRandom): (string | Buffer)[] {
  const body = filled[(id + number) % filled.length]!.subarray(0, bodySize(random))
  return [String(id), String(number), String(count), body]
}

/** What a message says of itself, once it is checked. */
export interface Received {
  id: number
  number: number
  count: number
}

export function checkMessage(parts: readonly Buffer[]): Received {
  assert.equal(parts.length, 4, "the number of parts")
  const [id, number, count] = parts.slice(0, 3).map(Number) as [number, number, number]
  const body = parts[3]!
  const expected = filled[(id + number) % filled.length]!.subarray(0, body.length)
  assert.ok(body.equals(expected), `the body of message ${number} of ${id} was changed`)
  return { id, number, count }
}

/** Checks that the messages of each id come in order, each once, and counts them. */
export class Ledger {
  received = 0
  readonly #next = new Map<number, { number: number; complete: () => void }>()

  /** Resolves when the last message of `id` has come. */
  expect(id: number): Promise<void> {
    return new Promise((complete) => this.#next.set(id, { number: 0, complete }))
  }

  note({ id, number, count }: Received): void {
    const next = this.#next.get(id)
    assert.ok(next !== undefined && number === next.number, `message ${number} of ${id} came, not ${next?.number}`)
    this.received += 1
    next.number += 1
    if (next.number < count) return
    this.#next.delete(id)
    next.complete()
  }

  /** Of those that are not complete, how many messages came. */
  get incomplete(): string[] {
    return [...this.#next].map(([id, { number }]) => `${id} has ${number}`)
  }
}
