import * as timersOfNode from "node:timers"
import { binding } from "../addon/binding.js"
import { ensureReactor } from "./reactor.js"
import { Timer } from "./timers.js"

/**
 * Macrotasks in the next iteration of the event loop, made by the addon: timers.ts says why it does not use those of
 * JavaScript.
 */

let callbacks: (() => void)[] = []

/** Calls back in the next iteration of the event loop, as `setImmediate` does; until then the process stays alive. */
export function inNextIteration(callback: () => void): void {
  if (callbacks.length === 0) requestIteration()
  callbacks.push(callback)
}

function requestIteration(): void {
  ensureReactor()
  if (!binding.requestIteration()) requestIterationOfNode()
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
  const fallback = new Timer(immediateTimeout, end).keepProcessAlive(true)
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

binding.setIterationCallback(onIteration)
