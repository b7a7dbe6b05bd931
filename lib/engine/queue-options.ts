import { largestBatch } from "../message/batch.js"
import type { SocketOptionName } from "../options/types.js"
import { type SocketName, socketTypes } from "../socket-types/socket-types.js"
import type { ReceiveQueue } from "./receive-queue.js"
import type { SendQueue } from "./send-queue.js"
import { Subscriptions } from "./subscriptions.js"

/** Applies the options of a socket to its queues. It keeps the values, which libzmq is not asked for on each message. */
export class QueueOptions {
  /** Whether a Request may send again before it has received the reply. */
  relaxed = false

  readonly #socketName: SocketName
  readonly #receiveQueue: ReceiveQueue
  readonly #sendQueue: SendQueue
  readonly #subscriptions = new Subscriptions()
  #highWaterMark = 1000
  #conflate = false
  // With these two options, libzmq applies a subscribe to the peer of the last received message.
  #manual = false
  #manualLastValue = false

  constructor(socketName: SocketName, receiveQueue: ReceiveQueue, sendQueue: SendQueue) {
    this.#socketName = socketName
    this.#receiveQueue = receiveQueue
    this.#sendQueue = sendQueue
    this.#limitParts()
    this.#limitPrefetching()
  }

  /** To be called when an option was set. */
  optionChanged(name: SocketOptionName, value: unknown): void {
    if (name === "sendTimeout") this.#sendQueue.timeout = value as number
    if (name === "receiveTimeout") this.#receiveQueue.timeout = value as number
    if (name === "relaxed") this.relaxed = value as boolean
    if (name === "receiveHighWaterMark") this.#highWaterMark = value as number
    if (name === "conflate") this.#conflate = value as boolean
    if (name === "manual") this.#manual = value as boolean
    if (name === "manualLastValue") this.#manualLastValue = value as boolean
    this.#subscriptions.optionChanged(name, value)
    if (name === "unsubscribe")
      this.#receiveQueue.dropUnless(([topic]) => topic !== undefined && this.#subscriptions.match(topic))
    this.#limitParts()
    this.#limitPrefetching()
  }

  #limitParts(): void {
    const { parts } = socketTypes[this.#socketName]
    this.#sendQueue.leastParts = parts?.least ?? 1
    this.#sendQueue.mostParts = parts?.most ?? Number.POSITIVE_INFINITY
    this.#sendQueue.expectedMessage = parts?.expected ?? "a message"
    // With conflate, libzmq would keep only the last part of a message. The messages that an XSubscriber sends are not
    // conflated.
    if (!this.#conflate || this.#socketName === "XSubscriber") return
    this.#sendQueue.mostParts = 1
    this.#sendQueue.expectedMessage = "a message of one part, for the socket has conflate"
  }

  /**
   * Limits how many messages may be received in one call, such that neither the program nor a peer observes
   * prefetching.
   */
  #limitPrefetching(): void {
    const { firstTurn } = socketTypes[this.#socketName]
    const one = firstTurn !== undefined || this.#conflate || this.#manual || this.#manualLastValue
    const most = this.#highWaterMark === 0 ? largestBatch : Math.min(largestBatch, this.#highWaterMark)
    this.#receiveQueue.limit = one ? 1 : most
  }
}
