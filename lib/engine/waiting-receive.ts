import type { Message } from "../message/message.js"
import { messageReceived } from "../util/channels.js"
import { type PublishingSocket, publishError, publishReceived, publishReceivedSizes } from "./diagnostics.js"
import { ReceiveTarget } from "./receive-target.js"
import { Waiter } from "./waiter.js"
import { ErrorMaker } from "./waiting-operation.js"

/** The request of a receiveMany: at most `max` messages, or as many as one call to the addon returns. */
export interface ReceiveManyRequest {
  readonly max: number | undefined
}

/** What a receive returns: a message, several, or the memory that a message was received into. */
export type Received = Message[] | Message[][] | ReceiveTarget

/** Instead of an errno: the memory of a receive's target was detached, or has shrunk. */
export const lostMemoryCode = -2

/** A receive that waits, of one message or of several. */
export class WaitingReceive extends Waiter<Received> {
  /** The request of a receiveMany; undefined for a receive of a single message. */
  readonly many: ReceiveManyRequest | undefined
  /** The memory that the message goes into; undefined if it becomes Buffers. */
  readonly target: ReceiveTarget | undefined
  readonly #owner: PublishingSocket

  constructor(
    owner: PublishingSocket,
    queue: { readonly outOfTurn: boolean },
    request: ReceiveManyRequest | ReceiveTarget | undefined,
  ) {
    super("zmq_msg_recv", queue)
    if (request instanceof ReceiveTarget) this.target = request
    else this.many = request
    this.#owner = owner
  }

  override fail(code: number): void {
    const { target } = this
    if (target !== undefined && code === lostMemoryCode) this.settle(new ErrorMaker(() => target.lostMemory()))
    else super.fail(code)
  }

  protected override succeeded(received: Received): void {
    if (!messageReceived.hasSubscribers) return
    if (received instanceof ReceiveTarget) publishReceivedSizes(this.#owner, [received.messageSize])
    else publishReceived(this.#owner, this.many === undefined ? [received as Message[]] : (received as Message[][]))
  }

  protected override failed(error: unknown): void {
    publishError(this.#owner, "receive", error)
  }
}
