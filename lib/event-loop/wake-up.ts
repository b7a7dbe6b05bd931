import { beginBurst } from "./fairness.js"
import { inNextIteration } from "./iterations.js"

/** Wakes waiting operations in the next iteration of the event loop. */
export class WakeUp {
  readonly #wake: () => void
  #scheduled = false

  /** @param wake Tries the waiting operations again. */
  constructor(wake: () => void) {
    this.#wake = wake
  }

  /** Schedules a call of `wake`, unless one is scheduled already. */
  schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    inNextIteration(() => {
      this.#scheduled = false
      beginBurst()
      this.#wake()
    })
  }
}
