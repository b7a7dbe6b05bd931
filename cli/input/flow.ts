import { setTimeout } from "node:timers/promises"
import type { Part } from "../formats"
import type { Batches } from "./input"

/** The first `count` messages; all without one. */
export async function* limited(batches: Batches, count: number | undefined): AsyncGenerator<Part[][]> {
  let left = count ?? Number.POSITIVE_INFINITY
  for await (const batch of batches) {
    yield batch.slice(0, left)
    left -= batch.length
    if (left <= 0) return
  }
}

// In milliseconds. A timer may be late by this much, and the following messages make up for it; for a pause of the input
// they do not.
const slack = 20

/** At most `rate` messages a second, one by one; without one, as fast as they are taken. */
export async function* paced(
  batches: Batches,
  rate: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<Part[][]> {
  if (rate === undefined) return yield* batches
  const interval = 1000 / rate
  let due = performance.now()
  for await (const batch of batches) {
    for (const message of batch) {
      const wait = due - performance.now()
      if (wait > 0) await setTimeout(wait, undefined, { signal }).catch(() => signal.throwIfAborted())
      due = Math.max(due, performance.now() - slack) + interval
      yield [message]
    }
  }
}
