import type { MessageLike } from "./message.js"
import type { OperationOptions } from "./operation.js"
import type { Outbound } from "./outgoing.js"
import { handleOf, type Socket } from "./socket.js"

/**
 * A socket that sends messages.
 *
 * @typeParam M - What can be sent as a message.
 */
export interface Writable<M extends MessageLike | readonly MessageLike[] = MessageLike | readonly MessageLike[]> {
  /**
   * Sends a message: one part, or an array of parts, which arrive together or not at all. Resolves when libzmq has
   * taken it. The bytes are copied, so that their memory may be used again at once.
   *
   * Waits while the socket cannot send (no peer, or all at their high-water mark), for as long as `timeout` (by default
   * `sendTimeout`, which is without end) and `signal` let it. Sends that wait keep their order; at most
   * `pendingSendLimit` may.
   *
   * Rejects with a `TimeoutError` (code `EAGAIN`), a `SocketClosedError` when the socket is closed meanwhile (code
   * `EAGAIN`), a TypeError for what cannot be sent, or a ZmqError: `EBADF` on a closed socket, `EFSM` where the socket
   * must receive first, `EHOSTUNREACH` for a routing id that a mandatory Router does not know, `EBUSY` when too many
   * sends wait, `ETERM` when the context ends. An abort rejects with the signal's reason. Nothing was sent then.
   *
   * @see zmq_msg_send(3)
   */
  send(message: M, options?: OperationOptions): Promise<void>
}

/** The methods of {@link Writable}, for the prototypes of the sockets that are. */
export const writable = {
  send(this: Socket, message: Outbound, options?: OperationOptions): Promise<void> {
    return this[handleOf].outgoing.send(message, options)
  },
}
