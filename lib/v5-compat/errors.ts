import { type Socket, ZmqError } from "../index.js"

// Of the time when this module is loaded: test frameworks replace it by one that does not run by itself.
const { queueMicrotask } = globalThis

/** Throws where no code can catch it: an uncaught exception. */
export function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}

/** The error of an argument that is not valid, as Node has it. */
export function invalidArgument(message: string): TypeError & { code: string } {
  return Object.assign(new TypeError(message), { code: "ERR_INVALID_ARG_VALUE" })
}

export function assertOpen(core: Socket): void {
  if (core.closed) throw new ZmqError("EBADF", "Socket is closed")
}
