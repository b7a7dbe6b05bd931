import { binding } from "../addon/binding.js"

// A listener is a listening socket of the operating system here, which libzmq closes.

/** The longest time to wait until a listener of this process is closed, in milliseconds. */
const longestWait = 1000

/**
 * Blocks until this process has closed the listeners that it is about to close and that still listen at `address`, or at
 * `descriptor` unless that is -1. An I/O thread closes a listener some milliseconds after unbind() or close().
 */
export function awaitClosed(address: string, descriptor = -1): void {
  binding.awaitClosed(address, descriptor, longestWait)
}

/**
 * Resolves when {@link awaitClosed} would return. Undefined when there is nothing to wait for. Keeps the process alive.
 */
export function whenClosed(address: string, descriptor = -1): Promise<void> | undefined {
  let resolve!: () => void
  const closed = new Promise<void>((settle) => {
    resolve = settle
  })
  return binding.whenClosed(address, descriptor, longestWait, resolve) ? closed : undefined
}
