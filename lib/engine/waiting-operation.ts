import { Timer } from "../event-loop/timers.js"
import { tracing } from "../util/trace.js"
import { onAbort } from "./abort.js"
import { traceWaitEnds } from "./socket-trace.js"

/**
 * Makes an operation's error. It is called where the caller awaits the operation, so that the stack leads to the
 * caller.
 */
export class ErrorMaker {
  constructor(readonly makeError: () => unknown) {}
}

/** An operation that waits until it is settled, its time-out is over, or its signal is aborted. */
export abstract class WaitingOperation<T> {
  /** Called once, when the operation leaves its queue. */
  onDequeue: (() => void) | undefined
  readonly #outcome: Promise<T | ErrorMaker>
  #resolve!: (outcome: T | ErrorMaker) => void
  #timer: Timer | undefined
  #stopListening: (() => void) | undefined
  #settled = false

  constructor() {
    this.#outcome = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  /**
   * Waits for the outcome, for at most `timeout` milliseconds if that is positive. When the time is over or the signal
   * is aborted, `dequeue` is called first: it removes the operation from its queue.
   */
  async wait(timeout: number, signal: AbortSignal | undefined, dequeue: () => void): Promise<T> {
    if (timeout > 0) this.#startTimer(timeout, dequeue)
    if (signal !== undefined) this.#listen(signal, dequeue)
    const outcome = await this.#outcome
    if (outcome instanceof ErrorMaker) {
      const error = this.explain(outcome.makeError())
      this.failed(error)
      throw error
    }
    this.succeeded(outcome)
    return outcome
  }

  protected get isSettled(): boolean {
    return this.#settled
  }

  /** Returns the outcome when the time is over. Called before the operation leaves its queue. */
  protected abstract timedOut(timeout: number): T | ErrorMaker

  /** Called before the caller gets the outcome, in its async context. */
  protected succeeded(_outcome: T): void {}

  /** Called before the caller gets the error, in its async context. */
  protected failed(_error: unknown): void {}

  /** Turns an error of the operation into the error that the caller gets. */
  explain(error: unknown): unknown {
    return error
  }

  /** Sets whether the time-out keeps the process alive. At first it does not. */
  keepProcessAlive(keep: boolean): void {
    this.#timer?.keepProcessAlive(keep)
  }

  succeed(value: T): void {
    this.settle(value)
  }

  /** To be called when the operation has left its queue. */
  dequeued(): void {
    const { onDequeue } = this
    this.onDequeue = undefined
    onDequeue?.()
  }

  protected settle(outcome: T | ErrorMaker): void {
    if (tracing) traceWaitEnds(this, outcome instanceof ErrorMaker ? outcome.makeError() : undefined)
    this.#settled = true
    this.dequeued()
    this.#timer?.stop()
    this.#resolve(outcome)
    this.#stopListening?.()
  }

  #startTimer(timeout: number, dequeue: () => void): void {
    this.#timer = new Timer(timeout, () => {
      const outcome = this.timedOut(timeout)
      dequeue()
      this.settle(outcome)
    })
  }

  #listen(signal: AbortSignal, dequeue: () => void): void {
    this.#stopListening = onAbort(signal, (error) => {
      if (this.#settled) return
      dequeue()
      this.settle(new ErrorMaker(error))
    })
    if (this.#settled) this.#stopListening()
  }
}
