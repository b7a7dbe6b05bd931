import { defineOptionAccessors } from "../options/accessors.js"
import type { SocketInit, SocketOptionsOf } from "../options/types.js"
import { type ReadableSocket, readable } from "../socket/readable.js"
import { Socket, type SocketBaseInit, targetOf } from "../socket/socket.js"
import { type ReadableValues, readableValues, type WritableValues, writableValues } from "../socket/values.js"
import { type WritableSocket, writable } from "../socket/writable.js"

/**
 * The options of {@link XPublisher}.
 *
 * @interface
 */
export type XPublisherOptions = SocketInit<"XPublisher"> & SocketBaseInit

/**
 * A Publisher that also receives its subscribers' subscriptions, as messages: a byte 1 (or 0 to end a subscription) and
 * the prefix. Messages that are published after a subscription was received reach that subscriber; no event says so. If
 * several subscribers subscribe to the same prefix, only the first subscription is received, unless `verbosity` is
 * `"allSubs"`.
 *
 * @see zmq_socket(3) ZMQ_XPUB
 */
export class XPublisher extends Socket {
  constructor(options?: XPublisherOptions) {
    super("XPublisher", options)
  }
}

export interface XPublisher
  extends ReadableSocket,
    WritableSocket,
    ReadableValues,
    WritableValues,
    SocketOptionsOf<"XPublisher"> {}

Object.assign(XPublisher.prototype, readable, writable, readableValues, writableValues)
defineOptionAccessors(XPublisher.prototype, "XPublisher", targetOf)
