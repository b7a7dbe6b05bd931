import type { SocketId } from "../addon/binding.js"
import type { ZmqError } from "../errors/errors.js"
import type { SocketName } from "../options/socket-types.js"

/** The parts of a socket that its send queue and receive queue use. */
export interface QueueOwner {
  readonly socketName: SocketName
  /** The socket's number in the addon. Throws if no operation is possible. */
  readonly id: SocketId
  /** Whether no operation is possible: the socket was closed, or is handed over to a proxy. */
  readonly closed: boolean
  /** Makes the error that says why no operation is possible. */
  refusal(): ZmqError
  /**
   * Whether sends and receives must alternate, as those of a Request or Reply must. libzmq rejects an operation that is
   * out of turn with EFSM.
   */
  readonly takesTurns: boolean
  /** Whether the socket must receive before it may send again. */
  readonly mustReceive: boolean
  /**
   * Whether a message can be sent at once. True also when the context is ending: the send then fails with the reason.
   */
  canSend(): boolean
  /**
   * To be called after a call to libzmq, which may have consumed a signal that other operations wait for: schedules
   * another try for these. `half` says which operations the call was about.
   */
  afterNativeCall(half: "receive" | "send" | "both"): void
  /** Tries the waiting operations again in the next iteration of the event loop. */
  wakeNextTurn(): void
  /** Tells the addon what this socket waits for, if that has changed. */
  updateInterest(): void
  /**
   * Does {@link updateInterest} for an operation that was just added to its queue. If that fails, calls `dequeue` and
   * throws.
   */
  startWaiting(dequeue: () => void): void
  wrongParts(message: readonly unknown[], name?: string): TypeError
}
