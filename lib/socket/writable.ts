import type { SendOptions, SendSyncOptions } from "../engine/operation.js"
import type { MessagePart, Outbound } from "../message/message.js"
import type { SocketOptionsOf } from "../options/types.js"
import { handleOf, type Socket } from "./socket.js"

/** The options that every sending socket has. */
type TransmitOptions = Pick<
  SocketOptionsOf<"Push">,
  "multicastHops" | "sendBufferSize" | "sendHighWaterMark" | "sendTimeout"
>

/**
 * A destination for messages, reduced to what most of a program needs, so that a test can implement it.
 * {@link WritableSocket} has everything that a sending socket can do.
 *
 * @typeParam M - The type of the messages that can be sent.
 */
export interface Writable<M extends MessagePart | readonly MessagePart[] = MessagePart | readonly MessagePart[]>
  extends TransmitOptions {
  /**
   * Sends a message: one part, or an array of parts, which arrive together or not at all. Resolves when libzmq has
   * accepted the message. The bytes are copied, so that their memory may be used again at once, unless `transfer` or
   * `copy: false` is given.
   *
   * Waits while the socket cannot send (no peer, or all peers at their high-water mark), until `timeout` is over (by
   * default `sendTimeout`, which is unlimited) or `signal` aborts. Waiting sends keep their order; at most
   * `pendingSendLimit` sends may wait. On a Request or Reply that must receive first, the send waits until the socket
   * has received. So several callers may share a Request: they are served one after the other, each with the reply to
   * its own request.
   *
   * Rejects with a `TimeoutError` (code `EAGAIN`), a `SocketClosedError` when the socket is closed meanwhile (code
   * `EAGAIN`), a TypeError for a value that cannot be sent, or a ZmqError: `EBADF` on a closed socket; `EHOSTUNREACH`
   * for a routing id that a mandatory Router does not know; `EBUSY` when too many sends wait; `ETERM` when the context
   * ends; `EFSM` on a socket that must receive first, if the time-out is 0 or when nothing else keeps the process or
   * worker alive. An abort rejects with the signal's reason. A send that rejects has sent nothing.
   *
   * @see zmq_msg_send(3)
   */
  send(message: M, options?: SendOptions): Promise<void>
}

/**
 * A socket that sends messages.
 *
 * @typeParam M - The type of the messages that can be sent.
 */
export interface WritableSocket<M extends MessagePart | readonly MessagePart[] = MessagePart | readonly MessagePart[]>
  extends Writable<M> {
  /**
   * Sends messages one after the other, each as {@link send} does, and resolves with their number when libzmq has accepted
   * the last. Costs far less per message than separate sends. All messages are checked and copied before the first is
   * sent; an invalid one rejects with a TypeError. Counts as one operation for `pendingSendLimit`.
   *
   * If it fails after libzmq has accepted some of the messages, it rejects with a `PartialSendError`, which has their
   * number and the cause, and drops the rest. If libzmq has accepted none, it rejects as {@link send} does.
   *
   * @see zmq_msg_send(3)
   */
  sendMany(messages: readonly M[], options?: SendOptions): Promise<number>

  /**
   * Sends a message, and blocks the thread until libzmq has accepted it or `timeout` is over (by default `sendTimeout`):
   * for scripts and worker threads. Sends that wait already are served first.
   *
   * While it blocks, no other JavaScript runs in this thread, not even signal handlers. A signal without a handler ends
   * the process as usual, and `worker.terminate()` ends the thread. Throws the errors that {@link send} rejects with,
   * but `EFSM` at once: the socket cannot receive while it blocks.
   *
   * @see zmq_msg_send(3)
   */
  sendSync(message: M, options?: SendSyncOptions): void
}

/** The methods of {@link WritableSocket}, for the prototypes of sockets that send. */
export const writable = {
  send(this: Socket, message: Outbound, options?: SendOptions): Promise<void> {
    return this[handleOf].sendQueue.send(message, options)
  },

  sendMany(this: Socket, messages: readonly Outbound[], options?: SendOptions): Promise<number> {
    return this[handleOf].sendQueue.sendMany(messages, options)
  },

  sendSync(this: Socket, message: Outbound, options?: SendSyncOptions): void {
    this[handleOf].sendQueue.sendSync(message, options)
  },
}
