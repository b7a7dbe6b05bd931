import type { MessagePart } from "../../message/message.js"
import { defineOptionAccessors } from "../../options/accessors.js"
import type { SocketInit, SocketOptionsOf } from "../../options/types.js"
import { Socket, type SocketBaseInit, targetOf } from "../../socket/socket.js"
import { type WritableValues, writableValues } from "../../socket/values.js"
import { type WritableSocket, writable } from "../../socket/writable.js"

/**
 * The options of {@link Scatter}.
 *
 * @interface
 */
export type ScatterOptions = SocketInit<"Scatter"> & SocketBaseInit

/**
 * Sends each message to one of its Gathers, in turn. Messages have one part.
 *
 * @see zmq_socket(3) ZMQ_SCATTER
 */
export class Scatter extends Socket {
  constructor(options?: ScatterOptions) {
    super("Scatter", options)
  }
}

export interface Scatter
  extends WritableSocket<MessagePart | readonly [MessagePart]>,
    WritableValues,
    SocketOptionsOf<"Scatter"> {}

Object.assign(Scatter.prototype, writable, writableValues)
defineOptionAccessors(Scatter.prototype, "Scatter", targetOf)
