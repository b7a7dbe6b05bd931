import { binding } from "../addon/binding.js"

/** The longest time to wait until a listener of this process is closed, in milliseconds. */
const longestWait = 1000

/**
 * Blocks while a listener of this process that is being closed still occupies what a bind to `address` needs, or the
 * listening `descriptor`, if that is not -1. An I/O thread closes a listener some milliseconds after unbind() or
 * close().
 */
export function awaitClosed(address: string, descriptor = -1): void {
  binding.awaitClosed(address, descriptor, longestWait)
}

/**
 * Does the same as {@link awaitClosed} without blocking; undefined when there is nothing to wait for. Keeps the process
 * alive.
 */
export function whenClosed(address: string, descriptor = -1): Promise<void> | undefined {
  let resolve!: () => void
  const closed = new Promise<void>((settle) => {
    resolve = settle
  })
  return binding.whenClosed(address, descriptor, longestWait, resolve) ? closed : undefined
}
