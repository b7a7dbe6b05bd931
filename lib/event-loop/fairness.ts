import { now } from "./clock.js"
import { inNextIteration } from "./iterations.js"

/**
 * Fairness. Code that awaits a resolved promise continues in a microtask, before the next iteration of the event loop.
 * A loop over a socket that always has a message, or always takes one, would therefore block timers and other sockets
 * for ever. After about a millisecond of such operations (a burst), the next result is delivered from a macrotask.
 */

/** How long a burst of operations may last before the event loop must run, in milliseconds. */
const longestBurst = 1
/**
 * The time between two readings of the clock, in milliseconds. Reading the clock costs about as much as an operation.
 */
const clockInterval = longestBurst / 4
const mostOperationsBetweenReadings = 32
/** The most operations before the first reading in a burst. The time of a burst counts from its first reading. */
const mostOperationsBeforeReading = 8

/** Operations until the clock is read next. */
let operationsLeft = 1
/** The value that `operationsLeft` was set to when the clock was read last. */
let operationsAllowed = 1
/** When this burst began, by its first reading of the clock; NaN before that. */
let burstStart = Number.NaN
/** When the clock was read last in this burst; NaN before the first reading. */
let lastReading = Number.NaN
/**
 * Resolves in the next iteration of the event loop, if an operation waits for it. Until then no operation may succeed
 * at once.
 */
let pendingIteration: Promise<void> | undefined

/** To be called when a new iteration of the event loop has begun: the next operation begins a new burst. */
export function beginBurst(): void {
  burstStart = Number.NaN
  lastReading = Number.NaN
  operationsAllowed = Math.min(operationsAllowed, mostOperationsBeforeReading)
  operationsLeft = operationsAllowed
}

/**
 * Counts an operation that could succeed at once. Returns false when its result must wait for the next iteration of the
 * event loop.
 */
export function countOperation(): boolean {
  return pendingIteration === undefined && (--operationsLeft > 0 || readClock())
}

/** Returns whether the burst may go on. */
function readClock(): boolean {
  const time = now()
  if (Number.isNaN(burstStart)) {
    burstStart = time
  } else {
    const each = (time - lastReading) / operationsAllowed
    operationsAllowed = Math.min(mostOperationsBetweenReadings, Math.max(1, Math.floor(clockInterval / each)))
    if (time - burstStart >= longestBurst) return false
  }
  lastReading = time
  operationsLeft = operationsAllowed
  return true
}

/** Resolves in the next iteration of the event loop. */
export function nextIteration(): Promise<void> {
  pendingIteration ??= new Promise((resolve) => {
    inNextIteration(() => {
      pendingIteration = undefined
      beginBurst()
      resolve()
    })
  })
  return pendingIteration
}

/**
 * Rejects with `error`, and counts as an operation: a loop that tries again after every error would otherwise block the
 * event loop.
 */
export async function rejectFairly(error: unknown): Promise<never> {
  if (!countOperation()) await nextIteration()
  throw error
}

/** Resolves with `value` in the next iteration of the event loop. */
export async function afterYield<T>(value: T): Promise<T> {
  await nextIteration()
  return value
}
