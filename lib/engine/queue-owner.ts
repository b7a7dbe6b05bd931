import type { SocketId } from "../addon/binding.js"
import type { ZmqError } from "../errors/errors.js"
import type { PublishingSocket } from "./diagnostics.js"
import type { Scheduler } from "./scheduler.js"

/** The parts of a socket that its send queue and receive queue use. */
export interface QueueOwner extends PublishingSocket {
  /** The socket's number in the addon. Throws if no operation is possible. */
  readonly id: SocketId
  /** Whether no operation is possible: the socket was closed, or is handed over to a proxy. */
  readonly unusable: boolean
  readonly scheduler: Pick<
    Scheduler,
    "afterNativeCall" | "canSend" | "startWaiting" | "updateInterest" | "wakeInNextIteration"
  >
  /**
   * What the socket must do first, if sends and receives must alternate, as those of a Request or Reply must; undefined
   * for other sockets. libzmq rejects an operation that is out of turn with EFSM.
   */
  readonly firstTurn: "send" | "receive" | undefined
  /** Whether the socket must receive before it may send again. */
  readonly mustReceive: boolean
  /** Makes the error that says why no operation is possible. */
  closedError(): ZmqError
}
