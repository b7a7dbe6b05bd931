import { PartialSendError, SocketClosedError, ZmqError } from "../errors/errors.js"
import { Waiter } from "./waiter.js"

/** A send in its socket's queue. */
export interface PendingSend {
  /** How many of its messages libzmq has taken. */
  sent: number
  /** libzmq has taken all. */
  succeed(): void
  /** libzmq refused the next. */
  fail(errno: number): void
  /** The socket was closed. */
  close(): void
}

/** A send of one message, which somebody awaits. */
export class SingleSend extends Waiter<void> implements PendingSend {
  sent = 0

  constructor() {
    super("zmq_msg_send")
  }
}

/** A send of several messages, which somebody awaits. */
export class SeveralSend extends Waiter<number> implements PendingSend {
  sent: number
  readonly #total: number

  constructor(total: number, sent: number) {
    super("zmq_msg_send")
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

/** A send for which the thread blocks. */
export class SyncSend implements PendingSend {
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
