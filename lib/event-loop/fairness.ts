import { now } from "./clock.js"
import { afterTurn } from "./timers.js"

/**
 * Fairness. A promise that resolves at once continues before the event loop turns, so a loop over a socket that always
 * has a message, or always takes one, would keep timers and other sockets waiting for ever. After about a millisecond
 * of such operations the next result is therefore delivered from a macrotask.
 */

/** How long operations may follow each other without a return to the event loop, in milliseconds. */
const longestTurn = 1
/** How much of that may pass between two looks at the clock, which cost about as much as an operation. */
const lookEvery = longestTurn / 4
const mostOperationsBetweenLooks = 32
/** The same for the first look of a turn, from which on its time counts. */
const mostOperationsBeforeLook = 8

/** Operations until the next look at the clock. */
let credit = 1
/** What `credit` was set to, at the last look. */
let granted = 1
/** When this turn and the last look at the clock were; NaN before the turn's first look. */
let turnStart = Number.NaN
let lastLook = Number.NaN
/** What waits for the event loop to turn; until it has, nothing more succeeds at once. */
let next: Promise<void> | undefined

/** Takes note that the event loop turned. */
export function resetBudget(): void {
  turnStart = Number.NaN
  lastLook = Number.NaN
  granted = Math.min(granted, mostOperationsBeforeLook)
  credit = granted
}

/** Counts an operation that succeeds at once; false when it should wait for the next turn instead. */
export function consumeBudget(): boolean {
  return next === undefined && (--credit > 0 || look())
}

function look(): boolean {
  const time = now()
  if (Number.isNaN(turnStart)) {
    turnStart = time
  } else {
    const each = (time - lastLook) / granted
    granted = Math.min(mostOperationsBetweenLooks, Math.max(1, Math.floor(lookEvery / each)))
    if (time - turnStart >= longestTurn) return false
  }
  lastLook = time
  credit = granted
  return true
}

/** Resolves when the event loop has turned. */
export function turned(): Promise<void> {
  next ??= new Promise((resolve) => {
    afterTurn(() => {
      next = undefined
      resetBudget()
      resolve()
    })
  })
  return next
}

/** Rejects: in the next turn if this one is spent, or a loop that tries again would keep the event loop waiting. */
export async function rejectFairly(error: unknown): Promise<never> {
  if (!consumeBudget()) await turned()
  throw error
}

/** Resolves with `value` when the event loop has turned. */
export async function afterYield<T>(value: T): Promise<T> {
  await turned()
  return value
}
