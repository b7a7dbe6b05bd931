import type { SendOptions, SyncOptions } from "../engine/operation.js"
import type { MessagePart, Outbound } from "../message/message.js"
import type { SocketOptionsOf } from "../options/table.js"
import { handleOf, type Socket } from "./socket.js"

/** The options that all sockets have which send. */
type TransmitOptions = Pick<
  SocketOptionsOf<"Push">,
  "multicastHops" | "sendBufferSize" | "sendHighWaterMark" | "sendTimeout"
>

/**
 * What sends messages, as far as most of a program needs to know it: little enough for a test to make one itself. All
 * that a socket can do is {@link WritableSocket}.
 *
 * @typeParam M - What can be sent as a message.
 */
export interface Writable<M extends MessagePart | readonly MessagePart[] = MessagePart | readonly MessagePart[]>
  extends TransmitOptions {
  /**
   * Sends a message: one part, or an array of parts, which arrive together or not at all. Resolves when libzmq has
   * taken it. The bytes are copied, so that their memory may be used again at once, unless `transfer` is asked for.
   *
   * Waits while the socket cannot send (no peer, or all at their high-water mark), for as long as `timeout` (by default
   * `sendTimeout`, which is without end) and `signal` let it. Sends that wait keep their order; at most
   * `pendingSendLimit` may. On a Request or Reply that must receive first, it waits until that is done: so several callers
   * may share a Request, and are served one after the other, each with the reply to its own request.
   *
   * Rejects with a `TimeoutError` (code `EAGAIN`), a `SocketClosedError` when the socket is closed meanwhile (code
   * `EAGAIN`), a TypeError for what cannot be sent, or a ZmqError: `EBADF` on a closed socket, `EHOSTUNREACH` for a
   * routing id that a mandatory Router does not know, `EBUSY` when too many sends wait, `ETERM` when the context ends;
   * `EFSM` where the socket must receive first, with a time-out of 0, and when nothing else keeps the process or worker
   * alive. An abort rejects with the signal's reason. Nothing was sent then.
   *
   * @see zmq_msg_send(3)
   */
  send(message: M, options?: SendOptions): Promise<void>
}

/**
 * A socket that sends messages.
 *
 * @typeParam M - What can be sent as a message.
 */
export interface WritableSocket<M extends MessagePart | readonly MessagePart[] = MessagePart | readonly MessagePart[]>
  extends Writable<M> {
  /**
   * Sends messages one after the other, each as {@link send} does, and resolves with their number when libzmq has taken
   * the last. Costs far less for each message than sends of their own. All messages are checked and copied before the
   * first is sent; a bad one rejects with a TypeError. Counts as one operation for `pendingSendLimit`.
   *
   * When it ends with some messages taken but not all, it rejects with a `PartialSendError`, which has their number and
   * the cause, and the rest is dropped. When none was taken, it rejects as {@link send} does.
   *
   * @see zmq_msg_send(3)
   */
  sendMany(messages: readonly M[], options?: SendOptions): Promise<number>

  /**
   * Sends a message, and blocks the thread until libzmq has taken it, for as long as `timeout` (by default
   * `sendTimeout`) lets it: for scripts and worker threads. Sends that wait already go first.
   *
   * While it blocks no other JavaScript runs in this thread, handlers of signals included; a signal without a handler
   * ends the process as usual, and `worker.terminate()` ends the thread. Throws what {@link send} rejects with, and `EFSM`
   * at once: nothing can be received while it blocks.
   *
   * @see zmq_msg_send(3)
   */
  sendSync(message: M, options?: SyncOptions): void
}

/** The methods of {@link WritableSocket}, for the prototypes of the sockets that are. */
export const writable = {
  send(this: Socket, message: Outbound, options?: SendOptions): Promise<void> {
    return this[handleOf].sendQueue.send(message, options)
  },

  sendMany(this: Socket, messages: readonly Outbound[], options?: SendOptions): Promise<number> {
    return this[handleOf].sendQueue.sendMany(messages, options)
  },

  sendSync(this: Socket, message: Outbound, options?: SyncOptions): void {
    this[handleOf].sendQueue.sendSync(message, options)
  },
}
