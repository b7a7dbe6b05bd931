import * as timersOfNode from "node:timers"
import { binding } from "../addon/binding.js"
import { invalidArgumentValue } from "../errors/errors.js"
import { now } from "./clock.js"

/**
 * The addon's own macrotasks and timers, with which this package waits. It cannot use those of JavaScript: test
 * frameworks replace `setImmediate`, `setTimeout` and the like by fake ones that do not run by themselves, in
 * `node:timers` too, and possibly before this module is loaded.
 */

/** libuv's poll aborts the process in Bun. Without libuv, starting the "uv" reactor fails. */
function reactorKind(): "uv" | "thread" {
  const forced = process.env.ZMQ_NAPI_REACTOR
  if (forced === undefined || forced === "") return process.versions.bun === undefined ? "uv" : "thread"
  if (forced === "uv" || forced === "thread") return forced
  throw invalidArgumentValue("ZMQ_NAPI_REACTOR", '"uv" or "thread"', forced)
}

let started = false

/** Starts the reactor of this thread. Timers and waiting operations need it. */
export function ensureReactor(): void {
  if (started) return
  const kind = reactorKind()
  try {
    binding.startReactor(kind)
  } catch (error) {
    if (kind === "thread" || process.env.ZMQ_NAPI_REACTOR) throw error
    binding.startReactor("thread")
  }
  started = true
}

// --- iterations of the event loop

let callbacks: (() => void)[] = []

/** Calls back in the next iteration of the event loop, as `setImmediate` does; until then the process stays alive. */
export function inNextIteration(callback: () => void): void {
  if (callbacks.length === 0) requestIteration()
  callbacks.push(callback)
}

/** Deno exports the functions of libuv that the addon uses for this, but does not call back as libuv does. */
const callsBack = process.versions.deno === undefined

function requestIteration(): void {
  ensureReactor()
  if (!callsBack || !binding.requestTurn()) requestIterationOfNode()
}

/** For the thread reactor: Node-API has no function that waits for the next iteration of the event loop. */
const immediate = timersOfNode.setImmediate
/** The time in milliseconds after which a `setImmediate` that has not called back counts as a test's replacement. */
const immediateTimeout = 20

function requestIterationOfNode(): void {
  let done = false
  const end = () => {
    if (done) return
    done = true
    fallback.stop()
    onIteration()
  }
  const fallback = new Timer(immediateTimeout, end).hold(true)
  immediate(end)
}

/** Throws in the next iteration of the event loop, where no code can catch it: an uncaught exception. */
export function throwLater(error: unknown): void {
  inNextIteration(() => {
    throw error
  })
}

function onIteration(): void {
  const due = callbacks
  callbacks = []
  let called = 0
  try {
    for (const callback of due) {
      called++
      callback()
    }
  } finally {
    // A callback has thrown: the others run in the next iteration.
    for (const callback of due.slice(called)) inNextIteration(callback)
  }
}

// --- timers

/** The running timers by duration. Timers of one duration end in the order in which they were started. */
const timers = new Map<number, Set<Timer>>()
/** The time for which the addon's alarm is set, by {@link now}. */
let alarm = Number.POSITIVE_INFINITY
/** How many timers keep the process alive. */
let heldTimers = 0

/** A timer in real time. It keeps the process alive only while it is {@link hold | held}. */
export class Timer {
  readonly deadline: number
  readonly #duration: number
  /** The running timers of the same duration. */
  readonly #siblings: Set<Timer>
  readonly #callback: () => void
  #held = false

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
  hold(held: boolean): this {
    if (held === this.#held || !this.running) return this
    this.#held = held
    heldTimers += held ? 1 : -1
    if (heldTimers === (held ? 1 : 0)) binding.holdAlarm(held)
    return this
  }

  get running(): boolean {
    return this.#siblings.has(this)
  }

  /** Idempotent. */
  stop(): void {
    this.hold(false)
    if (this.#siblings.delete(this) && this.#siblings.size === 0) timers.delete(this.#duration)
  }

  /** To be called when the time is over: calls back. */
  end(): void {
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
    for (const timer of due) if (timer.running) timer.end()
    ended = true
  } finally {
    // A callback has thrown: set the alarm for the remaining timers at once.
    if (!ended) setAlarm(time, time)
  }
}

binding.setLoopHooks(onIteration, onAlarm)
