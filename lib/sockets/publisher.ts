import { defineOptionAccessors } from "../options/accessors.js"
import type { SocketInit, SocketOptionsOf } from "../options/types.js"
import { Socket, type SocketBaseInit, targetOf } from "../socket/socket.js"
import { type WritableValues, writableValues } from "../socket/values.js"
import { type WritableSocket, writable } from "../socket/writable.js"

/**
 * The options of {@link Publisher}.
 *
 * @interface
 */
export type PublisherOptions = SocketInit<"Publisher"> & SocketBaseInit

/**
 * Sends each message to every subscriber that has subscribed to a prefix of it. Without such a subscriber, the message
 * is dropped.
 *
 * A subscription arrives after the connection was made: neither the event `handshake` nor `accept` says that a
 * subscriber has subscribed, and it misses messages that are published before. A Publisher cannot tell when a
 * subscription arrives; an {@link XPublisher} can, because it receives subscriptions. Listeners of
 * {@link Socket.events} do not keep the process alive; a timer or a receive does.
 *
 * @see zmq_socket(3) ZMQ_PUB
 */
export class Publisher extends Socket {
  constructor(options?: PublisherOptions) {
    super("Publisher", options)
  }
}

export interface Publisher extends WritableSocket, WritableValues, SocketOptionsOf<"Publisher"> {}

Object.assign(Publisher.prototype, writable, writableValues)
defineOptionAccessors(Publisher.prototype, "Publisher", targetOf)
