import { constants } from "node:os"

/** Those that ask a program to end. */
const signals = ["SIGINT", "SIGTERM"] as const

/**
 * Calls `interrupted` at the first signal. A second one ends the process at once. The returned function ends this.
 */
export function onInterruption(interrupted: (signal: NodeJS.Signals) => void): () => void {
  let first = true
  const listener = (signal: NodeJS.Signals) => {
    if (!first) endBy(signal)
    first = false
    interrupted(signal)
  }
  for (const signal of signals) process.on(signal, listener)
  return () => {
    for (const signal of signals) process.off(signal, listener)
  }
}

/**
 * Ends the process by the signal that it received, so that a shell that runs it in a loop ends too. The first process of
 * a container ignores its own signals: it exits with the code that a shell would show.
 */
export function endBy(signal: NodeJS.Signals): never {
  const code = 128 + constants.signals[signal]
  // What is to be done at the end of the process would not be done at this one: children are ended, folders removed.
  process.emit("exit", code)
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
  // The signal arrives at the latest when this thread returns to the system.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
  process.exit(code)
}
