import { defineOptionAccessors } from "../options/accessors.js"
import type { SocketInit, SocketOptionsOf } from "../options/types.js"
import { type ReadableSocket, readable } from "../socket/readable.js"
import { Socket, type SocketBaseInit, targetOf } from "../socket/socket.js"
import { type ReadableValues, readableValues, type WritableValues, writableValues } from "../socket/values.js"
import { type WritableSocket, writable } from "../socket/writable.js"

/**
 * The options of {@link Pair}.
 *
 * @interface
 */
export type PairOptions = SocketInit<"Pair"> & SocketBaseInit

/**
 * Talks to exactly one peer, in both directions. A bound Pair that has a peer rejects other peers. They connect again,
 * and what they send meanwhile is lost.
 *
 * @see zmq_socket(3) ZMQ_PAIR
 */
export class Pair extends Socket {
  constructor(options?: PairOptions) {
    super("Pair", options)
  }
}

export interface Pair extends ReadableSocket, WritableSocket, ReadableValues, WritableValues, SocketOptionsOf<"Pair"> {}

Object.assign(Pair.prototype, readable, writable, readableValues, writableValues)
defineOptionAccessors(Pair.prototype, "Pair", targetOf)
