import type { Message } from "../message/message.js"
import { messageReceived } from "../util/channels.js"
import { type PublishingSocket, publishError, publishReceived } from "./diagnostics.js"
import { Waiter } from "./waiter.js"

/** The request of a receiveMany: at most `max` messages, or as many as one call to the addon returns. */
export interface ReceiveManyRequest {
  readonly max: number | undefined
}

/** A receive that waits, of one message or of several. */
export class WaitingReceive extends Waiter<Message[] | Message[][]> {
  /** The request of a receiveMany; undefined for a receive of a single message. */
  readonly many: ReceiveManyRequest | undefined
  readonly #owner: PublishingSocket

  constructor(owner: PublishingSocket, queue: { readonly outOfTurn: boolean }, many: ReceiveManyRequest | undefined) {
    super("zmq_msg_recv", queue)
    this.many = many
    this.#owner = owner
  }

  protected override succeeded(received: Message[] | Message[][]): void {
    if (!messageReceived.hasSubscribers) return
    publishReceived(this.#owner, this.many === undefined ? [received as Message[]] : (received as Message[][]))
  }

  protected override failed(error: unknown): void {
    publishError(this.#owner, "receive", error)
  }
}
