import { defineOptionAccessors } from "../options/accessors.js"
import type { SocketInit, SocketOptionsOf } from "../options/types.js"
import { type ReadableSocket, readable } from "../socket/readable.js"
import { Socket, type SocketBaseInit, targetOf } from "../socket/socket.js"
import { type ReadableValues, readableValues, type WritableValues, writableValues } from "../socket/values.js"
import { type WritableSocket, writable } from "../socket/writable.js"

/**
 * The options of {@link Request}.
 *
 * @interface
 */
export type RequestOptions = SocketInit<"Request"> & SocketBaseInit

/**
 * Sends a request, receives its reply, and so on in turn; each request goes to one of its peers. An operation out of
 * turn waits: several callers that each send and receive are served one after the other. To give up a request and send
 * another, set `relaxed` and `correlate`. For several requests at once, use a Dealer.
 *
 * @see zmq_socket(3) ZMQ_REQ
 */
export class Request extends Socket {
  constructor(options?: RequestOptions) {
    super("Request", options)
  }
}

export interface Request
  extends ReadableSocket,
    WritableSocket,
    ReadableValues,
    WritableValues,
    SocketOptionsOf<"Request"> {}

Object.assign(Request.prototype, readable, writable, readableValues, writableValues)
defineOptionAccessors(Request.prototype, "Request", targetOf)
