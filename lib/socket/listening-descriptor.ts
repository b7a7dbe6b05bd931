import { fstatSync } from "node:fs"
import { binding } from "../addon/binding.js"
import { ZmqError, type ZmqErrorDetails } from "../errors/errors.js"
import { getSocketOption, type OptionTarget, setSocketOption } from "../options/access.js"

/** The descriptor in `useFileDescriptor`, if a bind to `address` uses it; -1 if libzmq opens a descriptor itself. */
export function givenDescriptor(socket: OptionTarget, address: string): number {
  return /^(tcp|ipc|ws):/.test(address) ? getSocketOption(socket, "useFileDescriptor") : -1
}

/**
 * Checks the descriptor in `useFileDescriptor` before a bind: libzmq would abort the process if it is not a socket, or
 * if libzmq listens on it already, even in a socket of another thread or of a Proxy. Returns a function that resets
 * the option, to be called when the bind has succeeded; undefined if the option is not set.
 */
export function checkDescriptor(
  socket: OptionTarget,
  address: string,
  details: ZmqErrorDetails,
): (() => void) | undefined {
  const descriptor = givenDescriptor(socket, address)
  if (descriptor < 0) return undefined
  const fail = (code: "EBADF" | "EBUSY" | "EINVAL" | "ENOTSOCK", what: string): never => {
    throw new ZmqError(code, `useFileDescriptor is ${descriptor}, ${what}`, details)
  }
  if (address.startsWith("ws:")) fail("EINVAL", "which is for tcp and ipc")
  if (binding.hasDescriptor(descriptor)) fail("EBUSY", "at which an open socket listens already")
  if (!isSocket(descriptor, () => fail("EBADF", "which is not open"))) fail("ENOTSOCK", "which is no socket")
  // The option applies to one bind only.
  return () => setSocketOption(socket, "useFileDescriptor", -1)
}

function isSocket(descriptor: number, closed: () => never): boolean {
  try {
    return fstatSync(descriptor).isSocket()
  } catch {
    return closed()
  }
}
