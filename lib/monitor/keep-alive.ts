import type { Context } from "../context/context.js"
import { nextIteration } from "../event-loop/fairness.js"
import { Timer } from "../event-loop/timers.js"
import type { EventQueue } from "./event-queue.js"
import type { Monitor } from "./monitor.js"

/**
 * Observers whose events are awaited. This strong reference keeps them and their sockets from being garbage-collected.
 */
const awaitedObservers = new Set<object>()

/**
 * The process stays alive for the events of a closed socket for `exitLinger`, but for at least this time if they do not
 * end before, in milliseconds.
 */
const shortestKeepAlive = 1000

/** Decides whether the events of an observer keep the observer, and the process, alive. */
export class KeepAlive {
  readonly #observer: object
  readonly #context: Context
  readonly #queue: EventQueue
  readonly #monitor: Monitor
  #allowed = true
  #socketClosed = false
  /** Whether the process stays alive for the events of a closed socket. */
  #keepsAliveForLastEvents = false
  #deadline: Timer | undefined
  /** Whether the last event of a closed socket is overdue, so that the process no longer stays alive for it. */
  #isOverdue = false
  /** Called when the process no longer stays alive for the events of a closed socket. */
  readonly #onLastEventsDelivered: (() => void)[] = []

  constructor(observer: object, context: Context, queue: EventQueue, monitor: Monitor) {
    this.#observer = observer
    this.#context = context
    this.#queue = queue
    this.#monitor = monitor
  }

  /** Sets whether events may keep the process alive; at first they may. */
  setAllowed(allowed: boolean): void {
    this.#allowed = allowed
    if (allowed) this.#isOverdue = false
    this.update()
  }

  /** To be called when receives begin or stop to wait, and when listeners are added or removed. */
  update(): void {
    const { closed, waiting, listening } = this.#queue
    const awaits = !closed && (waiting || (listening && this.#socketClosed))
    if (awaits) {
      awaitedObservers.add(this.#observer)
    } else {
      awaitedObservers.delete(this.#observer)
    }
    if (closed) this.#deadline?.stop()
    const keepsAlive = awaits && this.#allowed && !this.#isOverdue
    this.#monitor.keepProcessAlive(keepsAlive)
    const keptAliveForLastEvents = this.#keepsAliveForLastEvents
    this.#keepsAliveForLastEvents = keepsAlive && this.#socketClosed
    if (this.#keepsAliveForLastEvents && !keptAliveForLastEvents) this.#context.processKeptAlive()
    if (!this.#keepsAliveForLastEvents) for (const resolve of this.#onLastEventsDelivered.splice(0)) resolve()
  }

  /**
   * To be called when the socket was closed. Its messages may never be transmitted, and then its last event never comes, so the
   * process stays alive for it for a limited time.
   */
  socketClosed(): void {
    this.#socketClosed = true
    this.update()
    const wait = this.#context.closed ? 0 : this.#context.exitLinger
    if (wait === -1) return
    this.#deadline = new Timer(Math.max(wait, shortestKeepAlive), () => {
      this.#isOverdue = true
      this.update()
    })
  }

  /** Resolves when the process need not stay alive for the last events; undefined if it need not now. */
  lastEventsDelivered(): Promise<void> | undefined {
    return this.#keepsAliveForLastEvents ? this.#untilLastEventsDelivered() : undefined
  }

  async #untilLastEventsDelivered(): Promise<void> {
    while (this.#keepsAliveForLastEvents) {
      await new Promise<void>((resolve) => this.#onLastEventsDelivered.push(resolve))
      // A `for await` loop may call receive() again.
      await nextIteration()
    }
  }
}
