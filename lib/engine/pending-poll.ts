import { Timer } from "../event-loop/timers.js"
import { onAbort } from "./abort.js"
import { Failure } from "./waiter.js"

/** A poll that waits until its poller settles it, its time-out is over, or its signal is aborted. */
export class PendingPoll<T> {
  /** How long to wait, in milliseconds; -1 for ever. */
  readonly timeout: number
  readonly #outcome: Promise<T | Failure>
  #resolve!: (outcome: T | Failure) => void
  #timer: Timer | undefined
  #stopListening: (() => void) | undefined
  #settled = false

  constructor(timeout: number) {
    this.timeout = timeout
    this.#outcome = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  /**
   * Waits for the outcome. When the time is over, the poll resolves with `nothing`; when the signal is aborted, it
   * rejects. Before either, `unregister` is called, which removes the poll from its poller.
   */
  async wait(nothing: T, signal: AbortSignal | undefined, unregister: () => void): Promise<T> {
    if (this.timeout > 0) {
      this.#timer = new Timer(this.timeout, () => {
        unregister()
        this.succeed(nothing)
      }).hold(true)
    }
    if (signal !== undefined) {
      this.#stopListening = onAbort(signal, (error) => {
        if (this.#settled) return
        unregister()
        this.fail(error)
      })
      if (this.#settled) this.#stopListening()
    }
    const outcome = await this.#outcome
    if (outcome instanceof Failure) throw outcome.error()
    return outcome
  }

  /** Sets whether the time-out keeps the process alive. At first it does. */
  hold(held: boolean): void {
    this.#timer?.hold(held)
  }

  succeed(value: T): void {
    this.#settle(value)
  }

  /**
   * `error` makes the error. It is called where the caller awaits the poll, so that the error's stack leads to the
   * caller.
   */
  fail(error: () => unknown): void {
    this.#settle(new Failure(error))
  }

  #settle(outcome: T | Failure): void {
    this.#settled = true
    this.#timer?.stop()
    this.#resolve(outcome)
    this.#stopListening?.()
  }
}
