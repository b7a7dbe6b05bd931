import type { SocketId } from "../addon/binding.js"
import type { ZmqError } from "../errors/errors.js"
import type { SocketName } from "../options/socket-types.js"

/** What the queues of a socket's sends and receives ask of the socket. */
export interface QueueOwner {
  readonly socketName: SocketName
  /** Throws if no operation is possible. */
  readonly id: SocketId
  /** No operation is possible: it was closed, or is lent. */
  readonly closed: boolean
  /** Why no operation is possible. */
  refusal(): ZmqError
  /**
   * Whether sends and receives alternate, so that one may have to wait for the other: libzmq answers EFSM to what is out of
   * turn.
   */
  readonly takesTurns: boolean
  /** Whether it must receive before it may send again. */
  readonly mustReceive: boolean
  /** Whether a message can be sent at once; also when the context is ending, for then the send says so. */
  canSend(): boolean
  /** A call to libzmq may have handled a signal that somebody else waits for, who must look again. */
  afterNativeCall(half: "receive" | "send" | "both"): void
  /** Looks again for those who wait, when the event loop has turned. */
  wakeNextTurn(): void
  /** Tells the addon what this socket waits for, when that has changed. */
  updateInterest(): void
  /** {@link updateInterest} for an operation that has just joined its queue; if that fails, it is taken out again. */
  startWaiting(leave: () => void): void
  wrongParts(message: readonly unknown[], name?: string): TypeError
}
