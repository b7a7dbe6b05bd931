import { types } from "node:util"
import { invalidArgumentType } from "../errors/errors.js"
import { checkMemory } from "../message/message.js"
import { setSocketOption } from "../options/access.js"
import { defineOptionAccessors } from "../options/accessors.js"
import type { SocketInit, SocketOptionsOf } from "../options/types.js"
import { type ReadableSocket, readable } from "../socket/readable.js"
import { Socket, type SocketBaseInit, targetOf } from "../socket/socket.js"
import { type ReadableValues, readableValues } from "../socket/values.js"

/**
 * The options of {@link Subscriber}.
 *
 * @interface
 */
export type SubscriberOptions = SocketInit<"Subscriber"> & SocketBaseInit

/**
 * Receives the messages of its publishers whose first part begins with a prefix that it has subscribed to.
 *
 * Subscriptions are sent to a publisher after the connection was made: neither the event `connect` nor `handshake` says
 * that the publisher has them, and this socket misses messages that are published before. An {@link XPublisher}
 * receives subscriptions, and can answer each with a message. Its `welcomeMessage` may arrive before the subscriptions
 * do. Listeners of {@link Socket.events} do not keep the process alive; a receive that waits does.
 *
 * @see zmq_socket(3) ZMQ_SUB
 */
export class Subscriber extends Socket {
  constructor(options?: SubscriberOptions) {
    super("Subscriber", options)
  }

  /**
   * Subscribes to messages that begin with one of `prefixes`; without arguments, or with an empty prefix, to all
   * messages. A prefix that was subscribed to twice must be unsubscribed from twice.
   *
   * @see zmq_setsockopt(3) ZMQ_SUBSCRIBE
   */
  subscribe(...prefixes: (Uint8Array | string)[]): void {
    this.#setAll("subscribe", prefixes)
  }

  /**
   * Unsubscribes from prefixes; without arguments, from the empty one.
   *
   * @see zmq_setsockopt(3) ZMQ_UNSUBSCRIBE
   */
  unsubscribe(...prefixes: (Uint8Array | string)[]): void {
    this.#setAll("unsubscribe", prefixes)
  }

  #setAll(option: "subscribe" | "unsubscribe", prefixes: (Uint8Array | string)[]): void {
    for (const prefix of prefixes) {
      if (typeof prefix !== "string" && !types.isUint8Array(prefix)) {
        throw invalidArgumentType("prefix", "a string or a Buffer", prefix)
      }
      checkMemory("prefix", prefix)
    }
    for (const prefix of prefixes.length === 0 ? [""] : prefixes) setSocketOption(targetOf(this), option, prefix)
  }
}

export interface Subscriber extends ReadableSocket, ReadableValues, SocketOptionsOf<"Subscriber"> {}

Object.assign(Subscriber.prototype, readable, readableValues)
defineOptionAccessors(Subscriber.prototype, "Subscriber", targetOf)
