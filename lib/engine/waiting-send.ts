import { PartialSendError, SocketClosedError, ZmqError } from "../errors/errors.js"
import { Waiter } from "./waiter.js"

/** A send that waits in its socket's queue. */
export interface WaitingSend {
  /** How many of its messages libzmq has accepted. */
  sent: number
  /** To be called when libzmq has accepted all messages of the send. */
  succeed(): void
  /** To be called when libzmq rejects the next message. */
  fail(errno: number): void
  /** To be called when the socket is closed. */
  close(): void
}

/** An asynchronous send of one message. */
export class SingleSend extends Waiter<void> implements WaitingSend {
  sent = 0

  constructor(queue: { readonly outOfTurn: boolean }) {
    super("zmq_msg_send", queue)
  }
}

/** An asynchronous send of several messages. */
export class SendOfMany extends Waiter<number> implements WaitingSend {
  sent: number
  readonly #total: number

  constructor(queue: { readonly outOfTurn: boolean }, total: number, sent: number) {
    super("zmq_msg_send", queue)
    this.#total = total
    this.sent = sent
  }

  override succeed(): void {
    super.succeed(this.#total)
  }

  override explain(error: unknown): unknown {
    return this.sent === 0 ? error : new PartialSendError(this.sent, this.#total, error)
  }
}

/** A send that blocks the thread. */
export class SyncSend implements WaitingSend {
  sent = 0
  over = false
  error: ZmqError | undefined

  succeed(): void {
    this.over = true
  }

  fail(errno: number): void {
    this.error = ZmqError.fromErrno(errno, { syscall: "zmq_msg_send" })
    this.over = true
  }

  close(): void {
    this.error = new SocketClosedError("zmq_msg_send")
    this.over = true
  }
}
