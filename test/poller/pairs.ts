import { setImmediate } from "node:timers/promises"
import { type Context, Pair, type PairOptions, type PollEvents, type PollResult } from "#lib/index"
import { freshAddress } from "../support/endpoints"
import { timeLimit } from "../support/waiting"

export const readable: PollEvents = { readable: true, writable: false, error: false }
export const writable: PollEvents = { readable: false, writable: true, error: false }
export const inError: PollEvents = { readable: false, writable: false, error: true }

/** Far longer than any poll here has to wait. */
export const long = timeLimit.timeout

export function pairs(context?: Context): [Pair, Pair] {
  const options: PairOptions = context ? { context, linger: 0 } : { linger: 0 }
  const made: [Pair, Pair] = [new Pair(options), new Pair(options)]
  const address = freshAddress("inproc")
  made[0].bindSync(address)
  made[1].connect(address)
  return made
}

/** What is ready, as plain data. */
export function entries(result: PollResult): [unknown, PollEvents][] {
  return [...result]
}

export async function idle(turns = 5): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await setImmediate()
}
