import { defineOptionAccessors } from "../options/accessors.js"
import type { SocketInit, SocketOptionsOf } from "../options/types.js"
import { Socket, type SocketBaseInit, targetOf } from "../socket/socket.js"
import { type WritableValues, writableValues } from "../socket/values.js"
import { type WritableSocket, writable } from "../socket/writable.js"

/**
 * The options of {@link Push}.
 *
 * @interface
 */
export type PushOptions = SocketInit<"Push"> & SocketBaseInit

/**
 * Sends each message to one of its peers, in turn.
 *
 * @see zmq_socket(3) ZMQ_PUSH
 */
export class Push extends Socket {
  constructor(options?: PushOptions) {
    super("Push", options)
  }
}

export interface Push extends WritableSocket, WritableValues, SocketOptionsOf<"Push"> {}

Object.assign(Push.prototype, writable, writableValues)
defineOptionAccessors(Push.prototype, "Push", targetOf)
