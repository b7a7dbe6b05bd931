import type { Message } from "../../message/message.js"
import { defineOptionAccessors } from "../../options/accessors.js"
import type { SocketInit, SocketOptionsOf } from "../../options/types.js"
import { type ReadableSocket, readable } from "../../socket/readable.js"
import { Socket, type SocketBaseInit, targetOf } from "../../socket/socket.js"
import { type ReadableValues, readableValues } from "../../socket/values.js"

/**
 * The options of {@link Gather}.
 *
 * @interface
 */
export type GatherOptions = SocketInit<"Gather"> & SocketBaseInit

/**
 * Receives from all its Scatters in turn. Messages have one part.
 *
 * @see zmq_socket(3) ZMQ_GATHER
 */
export class Gather extends Socket {
  constructor(options?: GatherOptions) {
    super("Gather", options)
  }
}

export interface Gather extends ReadableSocket<[Message]>, ReadableValues, SocketOptionsOf<"Gather"> {}

Object.assign(Gather.prototype, readable, readableValues)
defineOptionAccessors(Gather.prototype, "Gather", targetOf)
