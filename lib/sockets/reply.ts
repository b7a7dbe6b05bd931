import { defineOptionAccessors } from "../options/accessors.js"
import type { SocketInit, SocketOptionsOf } from "../options/types.js"
import { type ReadableSocket, readable } from "../socket/readable.js"
import { Socket, type SocketBaseInit, targetOf } from "../socket/socket.js"
import { type ReadableValues, readableValues, type WritableValues, writableValues } from "../socket/values.js"
import { type WritableSocket, writable } from "../socket/writable.js"

/**
 * The options of {@link Reply}.
 *
 * @interface
 */
export type ReplyOptions = SocketInit<"Reply"> & SocketBaseInit

/**
 * Receives a request, sends its reply, and so on in turn. An operation out of turn waits: the next receive waits until
 * the last request was answered.
 *
 * @see zmq_socket(3) ZMQ_REP
 */
export class Reply extends Socket {
  constructor(options?: ReplyOptions) {
    super("Reply", options)
  }
}

export interface Reply
  extends ReadableSocket,
    WritableSocket,
    ReadableValues,
    WritableValues,
    SocketOptionsOf<"Reply"> {}

Object.assign(Reply.prototype, readable, writable, readableValues, writableValues)
defineOptionAccessors(Reply.prototype, "Reply", targetOf)
