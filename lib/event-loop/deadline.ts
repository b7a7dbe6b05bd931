import { now } from "./clock.js"

/**
 * The longest time that one call into the addon blocks, in milliseconds. `worker.terminate()` takes effect only when
 * the call returns to JavaScript.
 */
const longestSlice = 50

/** The time at which a blocking operation gives up. */
export class Deadline {
  readonly #deadline: number

  /** @param timeout In milliseconds; -1 to wait for ever. */
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
