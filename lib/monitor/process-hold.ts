import type { Context } from "../context/context.js"
import { nextIteration } from "../event-loop/fairness.js"
import { Timer } from "../event-loop/timers.js"
import type { Monitor } from "./monitor.js"
import type { EventQueue } from "./queue.js"

/**
 * Observers whose events are awaited. This strong reference keeps them and their sockets from being garbage-collected.
 */
const awaited = new Set<object>()

/**
 * The process stays alive for the events of a closed socket for `exitLinger`, but for at least this time if they do not
 * end before, in milliseconds.
 */
const shortestHold = 1000

/** Decides whether the events of an observer keep the observer, and the process, alive. */
export class ProcessHold {
  readonly #observer: object
  readonly #context: Context
  readonly #queue: EventQueue
  readonly #monitor: Monitor
  #allowed = true
  #socketClosed = false
  /** Whether the process stays alive for the events of a closed socket. */
  #holdsForClosed = false
  #deadline: Timer | undefined
  /** Whether the last event of a closed socket is overdue, so that the process no longer stays alive for it. */
  #isOverdue = false
  /** Called when the process no longer stays alive for the events of a closed socket. */
  readonly #whenReleased: (() => void)[] = []

  constructor(observer: object, context: Context, queue: EventQueue, monitor: Monitor) {
    this.#observer = observer
    this.#context = context
    this.#queue = queue
    this.#monitor = monitor
  }

  /** Sets whether events may keep the process alive; at first they may. */
  allow(allowed: boolean): void {
    this.#allowed = allowed
    if (allowed) this.#isOverdue = false
    this.update()
  }

  /** To be called when receives begin or stop to wait, and when listeners are added or removed. */
  update(): void {
    const { closed, waiting, listening } = this.#queue
    const awaits = !closed && (waiting || (listening && this.#socketClosed))
    if (awaits) {
      awaited.add(this.#observer)
    } else {
      awaited.delete(this.#observer)
    }
    if (closed) this.#deadline?.stop()
    const holds = awaits && this.#allowed && !this.#isOverdue
    this.#monitor.hold(holds)
    const heldForClosed = this.#holdsForClosed
    this.#holdsForClosed = holds && this.#socketClosed
    if (this.#holdsForClosed && !heldForClosed) this.#context.processStaysAlive()
    if (!this.#holdsForClosed) for (const resolve of this.#whenReleased.splice(0)) resolve()
  }

  /**
   * To be called when the socket was closed. Its messages may never leave, and then its last event never comes, so the
   * process stays alive for it for a limited time.
   */
  socketClosed(): void {
    this.#socketClosed = true
    this.update()
    const wait = this.#context.closed ? 0 : this.#context.exitLinger
    if (wait === -1) return
    this.#deadline = new Timer(Math.max(wait, shortestHold), () => {
      this.#isOverdue = true
      this.update()
    })
  }

  /** See `Observer.delivered`. */
  released(): Promise<void> | undefined {
    return this.#holdsForClosed ? this.#untilReleased() : undefined
  }

  async #untilReleased(): Promise<void> {
    while (this.#holdsForClosed) {
      await new Promise<void>((resolve) => this.#whenReleased.push(resolve))
      // A `for await` loop may call receive() again.
      await nextIteration()
    }
  }
}
