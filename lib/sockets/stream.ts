import type { RoutedConnectOptions } from "../engine/connect-routing-ids.js"
import type { Message, MessagePart } from "../message/message.js"
import { defineOptionAccessors } from "../options/accessors.js"
import type { SocketInit, SocketOptionsOf } from "../options/types.js"
import { type ReadableSocket, readable } from "../socket/readable.js"
import { handleOf, Socket, type SocketBaseInit, targetOf } from "../socket/socket.js"
import { type WritableSocket, writable } from "../socket/writable.js"

/**
 * The options of {@link Stream}.
 *
 * @interface
 */
export type StreamOptions = SocketInit<"Stream"> & SocketBaseInit

/**
 * The options of {@link Stream.connect}.
 */
export interface StreamConnectOptions extends RoutedConnectOptions {}

/**
 * Talks to raw TCP peers. A message consists of a routing id and data; the data is empty when the peer connects or
 * disconnects.
 *
 * @see zmq_socket(3) ZMQ_STREAM
 */
export class Stream extends Socket {
  constructor(options?: StreamOptions) {
    super("Stream", options)
  }

  /**
   * Connects as every socket does. With `routingId`, this socket knows the peer by that routing id, so that it can send
   * to the peer before the peer has sent anything. Throws with code `EADDRINUSE` if another peer has that routing id.
   *
   * @see zmq_connect(3), zmq_setsockopt(3) ZMQ_CONNECT_ROUTING_ID
   */
  override connect(address: string, options?: StreamConnectOptions): void {
    this[handleOf].routingIds.connect(address, options, () => super.connect(address))
  }
}

export interface Stream
  extends ReadableSocket<[Message, Message]>,
    WritableSocket<readonly [MessagePart, MessagePart]>,
    SocketOptionsOf<"Stream"> {}

Object.assign(Stream.prototype, readable, writable)
defineOptionAccessors(Stream.prototype, "Stream", targetOf)
