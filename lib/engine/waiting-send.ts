import { PartialSendError, SocketClosedError, ZmqError } from "../errors/errors.js"
import type { MessageSize } from "../message/size.js"
import { type PublishingSocket, publishError, publishSent } from "./diagnostics.js"
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

/** The sizes of the messages of a send; undefined if nobody watched when it began to wait. */
export type Sizes = readonly MessageSize[] | undefined

/** An asynchronous send. */
abstract class AsyncSend<T> extends Waiter<T> {
  readonly #owner: PublishingSocket
  readonly #sizes: Sizes

  constructor(owner: PublishingSocket, queue: { readonly outOfTurn: boolean }, sizes: Sizes) {
    super("zmq_msg_send", queue)
    this.#owner = owner
    this.#sizes = sizes
  }

  protected override succeeded(): void {
    if (this.#sizes !== undefined) publishSent(this.#owner, this.#sizes)
  }

  protected override failed(error: unknown, sent = 0): void {
    if (this.#sizes !== undefined) publishSent(this.#owner, this.#sizes.slice(0, sent))
    publishError(this.#owner, "send", error)
  }
}

/** An asynchronous send of one message. */
export class SingleSend extends AsyncSend<void> implements WaitingSend {
  sent = 0
}

/** An asynchronous send of several messages. */
export class SendOfMany extends AsyncSend<number> implements WaitingSend {
  sent: number
  readonly #total: number

  constructor(
    owner: PublishingSocket,
    queue: { readonly outOfTurn: boolean },
    sizes: Sizes,
    { total, acceptedCount }: { readonly total: number; readonly acceptedCount: number },
  ) {
    super(owner, queue, sizes)
    this.#total = total
    this.sent = acceptedCount
  }

  protected override failed(error: unknown): void {
    super.failed(error, this.sent)
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
