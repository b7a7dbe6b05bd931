import { SocketClosedError, socketDrained, TimeoutError, ZmqError } from "../errors/errors.js"
import { ErrorMaker, WaitingOperation } from "./waiting-operation.js"

type Syscall = "zmq_msg_recv" | "zmq_msg_send"

/** A send or receive that waits in a queue. Its time-out does not keep the process alive: the socket does. */
export class Waiter<T> extends WaitingOperation<T> {
  readonly #syscall: Syscall
  readonly #queue: { readonly outOfTurn: boolean } | undefined

  /** @param queue Tells whether the operation is out of turn, for the error of a time-out. */
  constructor(syscall: Syscall, queue?: { readonly outOfTurn: boolean }) {
    super()
    this.#syscall = syscall
    this.#queue = queue
  }

  /** To be called when libzmq rejects the operation. */
  fail(errno: number): void {
    this.settle(new ErrorMaker(() => ZmqError.fromErrno(errno, { syscall: this.#syscall })))
  }

  /** To be called when the socket is closed, or the object that `what` names. */
  close(what?: "Observer"): void {
    this.settle(new ErrorMaker(() => new SocketClosedError(this.#syscall, what)))
  }

  /** To be called when the socket is drained. */
  drain(): void {
    this.settle(new ErrorMaker(socketDrained))
  }

  /** To be called when nobody awaits the operation any more. `dequeue` removes it from its queue. */
  leave(dequeue: () => void): void {
    if (this.isSettled) return
    dequeue()
    this.settle(new ErrorMaker(() => new ZmqError("ECANCELED", "The iteration was left")))
  }

  protected override timedOut(timeout: number): ErrorMaker {
    const outOfTurn = this.#queue?.outOfTurn
    return new ErrorMaker(() => new TimeoutError(this.#syscall, timeout, outOfTurn))
  }
}
