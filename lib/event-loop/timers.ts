import * as timersOfNode from "node:timers"
import { binding } from "../addon/binding.js"
import { invalidArgumentValue } from "../errors/errors.js"
import { now } from "./clock.js"

/**
 * What the package waits with: the addon's own macrotasks and timers. Those of JavaScript are no use, for tests replace
 * `setImmediate`, `setTimeout` and their like by ones that stand still, in `node:timers` too, and maybe before this module
 * is loaded.
 */

/** libuv's poll aborts the process in Bun. Where there is no libuv, "uv" fails. */
function reactorKind(): "uv" | "thread" {
  const forced = process.env.ZMQ_NAPI_REACTOR
  if (forced === undefined || forced === "") return process.versions.bun === undefined ? "uv" : "thread"
  if (forced === "uv" || forced === "thread") return forced
  throw invalidArgumentValue("ZMQ_NAPI_REACTOR", '"uv" or "thread"', forced)
}

let started = false

/** Starts the reactor of this thread, which everything that waits needs. */
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

// --- turns

let callbacks: (() => void)[] = []

/** Calls back when the event loop has turned, as `setImmediate` does; until then the process stays alive. */
export function afterTurn(callback: () => void): void {
  if (callbacks.length === 0) requestTurn()
  callbacks.push(callback)
}

/** Deno has the functions of libuv that a turn takes, but does not call back as libuv does. */
const hasTurns = process.versions.deno === undefined

function requestTurn(): void {
  ensureReactor()
  if (!hasTurns || !binding.requestTurn()) requestTurnOfNode()
}

/** What the thread reactor has instead: Node-API itself cannot wait for a turn of the event loop. */
const immediate = timersOfNode.setImmediate
/** How long `setImmediate` may take, in milliseconds, before it counts as one that a test has put in its place. */
const longestTurn = 20

function requestTurnOfNode(): void {
  let over = false
  const end = () => {
    if (over) return
    over = true
    fallback.stop()
    onTurn()
  }
  const fallback = new Timer(longestTurn, end).hold(true)
  immediate(end)
}

/** Throws when the event loop has turned, where nobody catches it: an uncaught exception. */
export function throwLater(error: unknown): void {
  afterTurn(() => {
    throw error
  })
}

function onTurn(): void {
  const due = callbacks
  callbacks = []
  let index = 0
  try {
    while (index < due.length) due[index++]!()
  } finally {
    // One has thrown.
    for (; index < due.length; index++) afterTurn(due[index]!)
  }
}

// --- timers

/** The timers that run, by their duration: those of one duration end in the order in which they were started. */
const timers = new Map<number, Set<Timer>>()
/** When the alarm rings, by the clock. */
let alarm = Number.POSITIVE_INFINITY
/** How many timers keep the process alive. */
let held = 0

/** A timer of real time. It keeps the process alive only while it is {@link hold | held}. */
export class Timer {
  readonly deadline: number
  readonly #duration: number
  /** Those of the same duration that run. */
  readonly #siblings: Set<Timer>
  readonly #callback: () => void
  #held = false

  /** Starts: `callback` is called once, in `duration` milliseconds, unless it is stopped before. */
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

  /** Whether it keeps the process alive, as long as it runs. */
  hold(parsed: boolean): this {
    if (parsed === this.#held || !this.running) return this
    this.#held = parsed
    held += parsed ? 1 : -1
    if (held === (parsed ? 1 : 0)) binding.holdAlarm(parsed)
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

  /** Its time has come. */
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

/** Ends the timers whose time has come, in order, and sets the alarm for the next. */
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
  let index = 0
  try {
    for (; index < due.length; index++) if (due[index]!.running) due[index]!.end()
  } finally {
    // One has thrown: the others end soon.
    if (index < due.length) setAlarm(time, time)
  }
}

binding.setLoopHooks(onTurn, onAlarm)
