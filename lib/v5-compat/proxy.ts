import { invalidArgument } from "./errors.js"
import type { Socket } from "./socket.js"

/** The pairs of types that can be connected, and the part of a message from which on it is captured. */
const pairs = new Map([
  ["push/pull", 0],
  ["pull/push", 0],
  ["xpub/xsub", 0],
  ["router/dealer", 2],
  ["xrep/xreq", 2],
])

/**
 * Sends what each of two sockets receives on the other one: `push` and `pull`, `pull` and `push`, `xpub` and `xsub`,
 * `router` and `dealer`, `xrep` and `xreq`. What `backend` receives is sent on `capture` too; of a `dealer`, without the
 * routing id and the empty part that follows it. The sockets are used as before: their messages are events, and they
 * are closed by the program. `Proxy` of `zmq-napi` forwards in a thread of its own and is faster.
 *
 * Throws a TypeError for other types.
 *
 * @see zmq_proxy(3)
 */
export function proxy(frontend: Socket, backend: Socket, capture?: Socket): void {
  const capturedFrom = pairs.get(`${frontend.type}/${backend.type}`)
  if (capturedFrom === undefined) throw invalidArgument("wrong socket order to proxy")
  frontend.on("message", (...parts: Buffer[]) => {
    backend.send(parts)
  })
  backend.on("message", (...parts: Buffer[]) => {
    frontend.send(parts)
    capture?.send(parts.slice(capturedFrom))
  })
}
