import { binding } from "../addon/binding.js"

/** The longest time to wait for a listener that this process has given up, in milliseconds. */
const longestWait = 1000

/**
 * Blocks while a listener of this process that is being closed has what a bind to `address` needs, or the listening
 * `descriptor`, if that is not -1. An I/O thread closes a listener, milliseconds after the unbind or the close.
 */
export function awaitClosed(address: string, descriptor = -1): void {
  binding.awaitClosed(address, descriptor, longestWait)
}

/** {@link awaitClosed} that does not block; undefined when there is nothing to wait for. Keeps the process alive. */
export function whenClosed(address: string, descriptor = -1): Promise<void> | undefined {
  let resolve!: () => void
  const closed = new Promise<void>((settle) => {
    resolve = settle
  })
  return binding.whenClosed(address, descriptor, longestWait, resolve) ? closed : undefined
}
