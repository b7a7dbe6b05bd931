import { defineOptionAccessors } from "../option-access.js"
import type { SocketInit, SocketOptionsOf } from "../options.js"
import { Socket, type SocketBaseInit, targetOf } from "../socket.js"
import { type WritableValues, writableValues } from "../values.js"
import { type WritableSocket, writable } from "../writable.js"

/**
 * The options of {@link Publisher}.
 *
 * @interface
 */
export type PublisherOptions = SocketInit<"Publisher"> & SocketBaseInit

/**
 * Sends each message to every subscriber that asked for its beginning; to none if there is none.
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
