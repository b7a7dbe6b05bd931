import { Pull } from "../index.js"

/**
 * What keeps the process alive for sockets of this API: an open socket does so even if nothing waits on it, other than
 * a socket of `zmq-napi`. The receive of this socket waits for ever, because nothing ever connects to it. Timers would
 * not do, because test frameworks replace them.
 */
let anchor: Pull | undefined

/** The sockets that hold the process. */
const holding = new Set<object>()

/**
 * Sockets that remain although the program may have no reference to them any more: a socket that is bound or connected
 * receives until it is closed, as in zeromq 5.
 */
const kept = new Set<object>()

/** Keeps the process alive until {@link releaseProcess} is called for the same socket. Idempotent. */
export function holdProcess(socket: object): void {
  anchor ??= openAnchor()
  anchor.ref()
  holding.add(socket)
}

/** Undoes {@link holdProcess}. Idempotent. */
export function releaseProcess(socket: object): void {
  if (!holding.delete(socket) || holding.size > 0) return
  anchor?.close()
  anchor = undefined
}

/** Sets whether the socket remains without a reference to it. */
export function keep(socket: object, isKept: boolean): void {
  if (isKept) kept.add(socket)
  else kept.delete(socket)
}

function openAnchor(): Pull {
  const pull = new Pull({ linger: 0 })
  // Ends when the socket is closed, or its context.
  pull.receive().catch(() => pull.close())
  return pull
}
