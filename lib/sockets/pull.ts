import { defineOptionAccessors } from "../options/accessors.js"
import type { SocketInit, SocketOptionsOf } from "../options/types.js"
import { type ReadableSocket, readable } from "../socket/readable.js"
import { Socket, type SocketBaseInit, targetOf } from "../socket/socket.js"
import { type ReadableValues, readableValues } from "../socket/values.js"

/**
 * The options of {@link Pull}.
 *
 * @interface
 */
export type PullOptions = SocketInit<"Pull"> & SocketBaseInit

/**
 * Receives from all its peers in turn.
 *
 * @see zmq_socket(3) ZMQ_PULL
 */
export class Pull extends Socket {
  constructor(options?: PullOptions) {
    super("Pull", options)
  }
}

export interface Pull extends ReadableSocket, ReadableValues, SocketOptionsOf<"Pull"> {}

Object.assign(Pull.prototype, readable, readableValues)
defineOptionAccessors(Pull.prototype, "Pull", targetOf)
