import type { RoutedConnectOptions } from "../engine/connect-routing-ids.js"
import { defineOptionAccessors } from "../options/accessors.js"
import type { SocketInit, SocketOptionsOf } from "../options/types.js"
import { type ReadableSocket, readable } from "../socket/readable.js"
import { handleOf, Socket, type SocketBaseInit, targetOf } from "../socket/socket.js"
import { type ReadableValues, readableValues, type WritableValues, writableValues } from "../socket/values.js"
import { type WritableSocket, writable } from "../socket/writable.js"

/**
 * The options of {@link Router}.
 *
 * @interface
 */
export type RouterOptions = SocketInit<"Router"> & SocketBaseInit

/**
 * The options of {@link Router.connect}.
 */
export interface RouterConnectOptions extends RoutedConnectOptions {}

/**
 * Talks to many peers, and to each by its routing id: the first part of every message received and sent.
 *
 * @see zmq_socket(3) ZMQ_ROUTER
 */
export class Router extends Socket {
  constructor(options?: RouterOptions) {
    super("Router", options)
  }

  /**
   * Connects as every socket does. With `routingId`, this socket knows the peer by that routing id, so that it can send
   * to the peer before the peer has sent anything. Throws with code `EADDRINUSE` if another peer has that routing id.
   *
   * @see zmq_connect(3), zmq_setsockopt(3) ZMQ_CONNECT_ROUTING_ID
   */
  override connect(address: string, options?: RouterConnectOptions): void {
    this[handleOf].routingIds.connect(address, options, () => super.connect(address))
  }
}

export interface Router
  extends ReadableSocket,
    WritableSocket,
    ReadableValues,
    WritableValues,
    SocketOptionsOf<"Router"> {}

Object.assign(Router.prototype, readable, writable, readableValues, writableValues)
defineOptionAccessors(Router.prototype, "Router", targetOf)
