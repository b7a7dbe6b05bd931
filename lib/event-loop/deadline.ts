import { now } from "./clock.js"

/**
 * The longest that a call blocks without a return to JavaScript, in milliseconds: what ends the thread from outside, as
 * `worker.terminate()` does, takes effect only there.
 */
const longestSlice = 50

/** How long an operation that blocks still waits. */
export class Deadline {
  readonly #deadline: number

  /** @param timeout In milliseconds; -1 for ever. */
  constructor(timeout: number) {
    this.#deadline = timeout < 0 ? Number.POSITIVE_INFINITY : now() + timeout
  }

  get over(): boolean {
    return now() >= this.#deadline
  }

  /** How long the next call may block, in whole milliseconds. */
  slice(): number {
    return Math.max(1, Math.min(longestSlice, Math.ceil(this.#deadline - now())))
  }
}
