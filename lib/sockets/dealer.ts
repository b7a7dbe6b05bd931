import { defineOptionAccessors } from "../options/accessors.js"
import type { SocketInit, SocketOptionsOf } from "../options/types.js"
import { type ReadableSocket, readable } from "../socket/readable.js"
import { Socket, type SocketBaseInit, targetOf } from "../socket/socket.js"
import { type ReadableValues, readableValues, type WritableValues, writableValues } from "../socket/values.js"
import { type WritableSocket, writable } from "../socket/writable.js"

/**
 * The options of {@link Dealer}.
 *
 * @interface
 */
export type DealerOptions = SocketInit<"Dealer"> & SocketBaseInit

/**
 * Sends each message to one of its peers, in turn, and receives from all of them in turn.
 *
 * @see zmq_socket(3) ZMQ_DEALER
 */
export class Dealer extends Socket {
  constructor(options?: DealerOptions) {
    super("Dealer", options)
  }
}

export interface Dealer
  extends ReadableSocket,
    WritableSocket,
    ReadableValues,
    WritableValues,
    SocketOptionsOf<"Dealer"> {}

Object.assign(Dealer.prototype, readable, writable, readableValues, writableValues)
defineOptionAccessors(Dealer.prototype, "Dealer", targetOf)
