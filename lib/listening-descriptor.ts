import { fstatSync } from "node:fs"
import { ZmqError, type ZmqErrorDetails } from "./errors.js"
import { getSocketOption, type OptionTarget, setSocketOption } from "./option-access.js"

interface Holder extends OptionTarget {
  readonly closed: boolean
}

/** Who listens at a descriptor that it was given, and where; libzmq closes it with the endpoint. */
const holders = new Map<number, { holder: WeakRef<Holder>; endpoint: string }>()

/**
 * Checks the descriptor that `useFileDescriptor` has for this bind: libzmq ends the process for one that is none, or that
 * it has already. Returns what says whether the bind used it up.
 */
export function useDescriptor(socket: Holder, address: string, details: ZmqErrorDetails): (() => void) | undefined {
  if (!/^(tcp|ipc|ws):/.test(address)) return undefined
  const descriptor = getSocketOption(socket, "useFileDescriptor")
  if (descriptor < 0) return undefined
  const refuse = (code: "EBADF" | "EBUSY" | "EINVAL" | "ENOTSOCK", what: string): never => {
    throw new ZmqError(code, `useFileDescriptor is ${descriptor}, ${what}`, details)
  }
  if (address.startsWith("ws:")) refuse("EINVAL", "which is for tcp and ipc")
  const holder = holders.get(descriptor)?.holder.deref()
  if (holder !== undefined && !holder.closed) refuse("EBUSY", "at which an open socket listens already")
  if (!isSocket(descriptor, () => refuse("EBADF", "which is not open"))) refuse("ENOTSOCK", "which is no socket")
  return () => {
    const endpoint = getSocketOption(socket, "lastEndpoint") ?? address
    holders.set(descriptor, { holder: new WeakRef(socket), endpoint })
    // It is for one bind.
    setSocketOption(socket, "useFileDescriptor", -1)
  }
}

/** The socket has ended an endpoint, whose descriptor may be another's from now on. */
export function leaveDescriptors(socket: Holder, ended: string): void {
  for (const [descriptor, { holder, endpoint }] of holders) {
    if (holder.deref() === socket && endpoint === ended) holders.delete(descriptor)
  }
}

function isSocket(descriptor: number, closed: () => never): boolean {
  try {
    return fstatSync(descriptor).isSocket()
  } catch {
    return closed()
  }
}
