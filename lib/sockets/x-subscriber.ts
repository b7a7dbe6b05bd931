import { defineOptionAccessors } from "../options/accessors.js"
import type { SocketInit, SocketOptionsOf } from "../options/types.js"
import { type ReadableSocket, readable } from "../socket/readable.js"
import { Socket, type SocketBaseInit, targetOf } from "../socket/socket.js"
import { type ReadableValues, readableValues, type WritableValues, writableValues } from "../socket/values.js"
import { type WritableSocket, writable } from "../socket/writable.js"

/**
 * The options of {@link XSubscriber}.
 *
 * @interface
 */
export type XSubscriberOptions = SocketInit<"XSubscriber"> & SocketBaseInit

/**
 * A Subscriber that subscribes by sending messages: a byte 1 (or 0 to unsubscribe) and the prefix. These messages are
 * never dropped; other messages are, while `sendHighWaterMark` of them wait for a peer.
 *
 * @see zmq_socket(3) ZMQ_XSUB
 */
export class XSubscriber extends Socket {
  constructor(options?: XSubscriberOptions) {
    super("XSubscriber", options)
  }
}

export interface XSubscriber
  extends ReadableSocket,
    WritableSocket,
    ReadableValues,
    WritableValues,
    SocketOptionsOf<"XSubscriber"> {}

Object.assign(XSubscriber.prototype, readable, writable, readableValues, writableValues)
defineOptionAccessors(XSubscriber.prototype, "XSubscriber", targetOf)
