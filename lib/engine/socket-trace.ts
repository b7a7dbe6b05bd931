import type { SocketId } from "../addon/binding.js"
import { now } from "../event-loop/clock.js"
import type { TraceEvent } from "../util/trace.js"
import type { SocketStats } from "./stats.js"

// What a trace remembers of sockets. These functions are to be called only if `tracing`.

/** Reports an event of a socket. */
type Trace = (event: TraceEvent, details?: Readonly<Record<string, unknown>>) => void

interface TracedSocket {
  readonly trace: Trace
  readonly stats: SocketStats
}

/** The open sockets of this thread. */
const openSockets = new Map<SocketId, WeakRef<TracedSocket>>()

export function traceOpened(socket: TracedSocket, id: SocketId, context: number): void {
  socket.trace("opened", { context })
  if (openSockets.size === 0) process.on("exit", traceOpenAtExit)
  openSockets.set(id, new WeakRef(socket))
}

export function traceClosed(socket: TracedSocket, id: SocketId): void {
  socket.trace("closed", { ...socket.stats })
  openSockets.delete(id)
  if (openSockets.size === 0) process.off("exit", traceOpenAtExit)
}

function traceOpenAtExit(): void {
  for (const reference of openSockets.values()) {
    const socket = reference.deref()
    socket?.trace("open at exit", { ...socket.stats })
  }
}

interface Wait {
  readonly owner: { readonly trace: Trace }
  readonly operation: string
  readonly began: number
}

/** The operations that wait, by their waiters. */
const waits = new WeakMap<object, Wait>()

export function traceWaitBegins(waiter: object, owner: Wait["owner"], operation: string, timeout: number): void {
  owner.trace("begins to wait", { operation, timeout })
  waits.set(waiter, { owner, operation, began: now() })
}

/** @param error The error with which the wait ends, if it does. */
export function traceWaitEnds(waiter: object, error?: unknown): void {
  const wait = waits.get(waiter)
  waits.delete(waiter)
  wait?.owner.trace("stops waiting", { operation: wait.operation, milliseconds: Math.round(now() - wait.began), error })
}
