import { Timer } from "./event-loop.js"
import { Abortion, Failure } from "./waiter.js"

/** A poll that waits, for as long as its time-out and its signal let it. */
export class PendingPoll<T> {
  /** In milliseconds; -1 for ever. */
  readonly timeout: number
  readonly #outcome: Promise<T | Failure>
  #resolve!: (outcome: T | Failure) => void
  #timer: Timer | undefined
  #abortion: Abortion | undefined
  #onAbort: (() => void) | undefined

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
      this.#abortion = Abortion.of(signal)
      this.#onAbort = () => {
        leave()
        this.fail(() => signal.reason)
      }
      this.#abortion.add(this.#onAbort)
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
    this.#timer?.stop()
    if (this.#onAbort !== undefined) this.#abortion?.delete(this.#onAbort)
    this.#resolve(outcome)
  }
}
