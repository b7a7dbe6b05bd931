import { Timer } from "../event-loop/timers.js"
import { onAbort } from "./abort.js"
import { Failure } from "./waiter.js"

/** A poll that waits, for as long as its time-out and its signal let it. */
export class PendingPoll<T> {
  /** In milliseconds; -1 for ever. */
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

  /** `leave` takes the poll out of its poller when the signal fires, or the time is over: it comes to `nothing` then. */
  async wait(nothing: T, signal: AbortSignal | undefined, leave: () => void): Promise<T> {
    if (this.timeout > 0) {
      this.#timer = new Timer(this.timeout, () => {
        leave()
        this.succeed(nothing)
      }).hold(true)
    }
    if (signal !== undefined) {
      this.#stopListening = onAbort(signal, (error) => {
        if (this.#settled) return
        leave()
        this.fail(error)
      })
      if (this.#settled) this.#stopListening()
    }
    const outcome = await this.#outcome
    if (outcome instanceof Failure) throw outcome.error()
    return outcome
  }

  /** Whether the time-out keeps the process alive. */
  hold(held: boolean): void {
    this.#timer?.hold(held)
  }

  succeed(value: T): void {
    this.#settle(value)
  }

  /** `error` is called where the poll's caller awaits it, so that the error's stack leads there. */
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
