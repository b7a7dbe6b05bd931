import { fstatSync } from "node:fs"
import { binding } from "../addon/binding.js"
import { ZmqError, type ZmqErrorDetails } from "../errors/errors.js"
import { getSocketOption, type OptionTarget, setSocketOption } from "../options/access.js"

/** The descriptor that `useFileDescriptor` has for a bind to `address`; -1 where libzmq makes one of its own. */
export function givenDescriptor(socket: OptionTarget, address: string): number {
  return /^(tcp|ipc|ws):/.test(address) ? getSocketOption(socket, "useFileDescriptor") : -1
}

/**
 * Checks the descriptor that `useFileDescriptor` has for this bind: libzmq ends the process for one that is none, or that
 * it has already, be it for a socket of another thread, or of a Proxy. Returns what says that the bind used it up.
 */
export function useDescriptor(
  socket: OptionTarget,
  address: string,
  details: ZmqErrorDetails,
): (() => void) | undefined {
  const descriptor = givenDescriptor(socket, address)
  if (descriptor < 0) return undefined
  const rejectFairly = (code: "EBADF" | "EBUSY" | "EINVAL" | "ENOTSOCK", what: string): never => {
    throw new ZmqError(code, `useFileDescriptor is ${descriptor}, ${what}`, details)
  }
  if (address.startsWith("ws:")) rejectFairly("EINVAL", "which is for tcp and ipc")
  if (binding.hasDescriptor(descriptor)) rejectFairly("EBUSY", "at which an open socket listens already")
  if (!isSocket(descriptor, () => rejectFairly("EBADF", "which is not open")))
    rejectFairly("ENOTSOCK", "which is no socket")
  // It is for one bind.
  return () => setSocketOption(socket, "useFileDescriptor", -1)
}

function isSocket(descriptor: number, closed: () => never): boolean {
  try {
    return fstatSync(descriptor).isSocket()
  } catch {
    return closed()
  }
}
