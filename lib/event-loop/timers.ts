import { binding } from "../addon/binding.js"
import { now } from "./clock.js"
import { ensureReactor } from "./reactor.js"

/**
 * The addon's own macrotasks and timers, with which this package waits. It cannot use those of JavaScript: test
 * frameworks replace `setImmediate`, `setTimeout` and the like by fake ones that do not run by themselves, in
 * `node:timers` too, and possibly before this module is loaded.
 */

/** The running timers by duration. Timers of one duration end in the order in which they were started. */
const timers = new Map<number, Set<Timer>>()
/** The time for which the addon's alarm is set, by {@link now}. */
let alarm = Number.POSITIVE_INFINITY
/** How many timers keep the process alive. */
let timersKeepingAlive = 0

/** A timer in real time. It keeps the process alive only if {@link keepProcessAlive} says so. */
export class Timer {
  readonly deadline: number
  readonly #duration: number
  /** The running timers of the same duration. */
  readonly #siblings: Set<Timer>
  readonly #callback: () => void
  #keepsProcessAlive = false

  /** Starts the timer: `callback` is called once, in `duration` milliseconds, unless the timer is stopped before. */
  constructor(duration: number, callback: () => void) {
    this.#duration = duration
    this.#callback = callback
    const time = now()
    this.deadline = time + duration
    this.#siblings = timers.get(duration) ?? new Set()
    if (this.#siblings.size === 0) timers.set(duration, this.#siblings)
    this.#siblings.add(this)
    if (this.deadline < alarm) setAlarm(this.deadline, time)
  }

  /** Sets whether the timer keeps the process alive while it runs; at first it does not. */
  keepProcessAlive(keep: boolean): this {
    if (keep === this.#keepsProcessAlive || !this.running) return this
    this.#keepsProcessAlive = keep
    timersKeepingAlive += keep ? 1 : -1
    if (timersKeepingAlive === (keep ? 1 : 0)) binding.alarmKeepsAlive(keep)
    return this
  }

  get running(): boolean {
    return this.#siblings.has(this)
  }

  /** Idempotent. */
  stop(): void {
    this.keepProcessAlive(false)
    if (this.#siblings.delete(this) && this.#siblings.size === 0) timers.delete(this.#duration)
  }

  /** To be called when the time is over: calls back. */
  expire(): void {
    this.stop()
    this.#callback()
  }
}

function setAlarm(time: number, from: number): void {
  ensureReactor()
  binding.setAlarm(Math.max(0, Math.ceil(time - from)))
  alarm = time
}

/** Ends the timers whose time is over, in the order of their deadlines, and sets the alarm for the next timer. */
function onAlarm(): void {
  alarm = Number.POSITIVE_INFINITY
  const time = now()
  const due: Timer[] = []
  let next = Number.POSITIVE_INFINITY
  for (const same of timers.values()) {
    for (const timer of same) {
      if (timer.deadline <= time) {
        due.push(timer)
      } else {
        next = Math.min(next, timer.deadline)
        break
      }
    }
  }
  if (next < alarm) setAlarm(next, time)
  due.sort((one, other) => one.deadline - other.deadline)
  let ended = false
  try {
    for (const timer of due) if (timer.running) timer.expire()
    ended = true
  } finally {
    // A callback has thrown: set the alarm for the remaining timers at once.
    if (!ended) setAlarm(time, time)
  }
}

binding.setAlarmCallback(onAlarm)
