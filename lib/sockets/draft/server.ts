import type { Message } from "../../message/message.js"
import { defineOptionAccessors } from "../../options/accessors.js"
import type { SocketInit, SocketOptionsOf } from "../../options/types.js"
import { type ReadableSocket, readable } from "../../socket/readable.js"
import { Socket, type SocketBaseInit, targetOf } from "../../socket/socket.js"
import { type RoutingIdTag, routedWritable, type TaggedWritable } from "../../socket/tagged-writable.js"
import { disconnectPeer } from "./disconnect-peer.js"

/**
 * The options of {@link Server}.
 *
 * @interface
 */
export type ServerOptions = SocketInit<"Server"> & SocketBaseInit

/**
 * Talks to many Clients. It sends to a Client by its routing id, which every received message has. Messages have one
 * part.
 *
 * @see zmq_socket(3) ZMQ_SERVER
 */
export class Server extends Socket {
  constructor(options?: ServerOptions) {
    super("Server", options)
  }

  /**
   * Ends the connection to one peer, and drops its messages that were not received yet. If the peer has made the
   * connection, it connects again and gets another routing id. Messages that were sent to the peer just before still
   * arrive, except for at most 8 KiB where the peer reads more slowly than messages come. Throws a ZmqError:
   * `EHOSTUNREACH` for a routing id that no peer has; `ENOTSUP` where libzmq is not the vendored one and not later than
   * 4.3.5.
   *
   * @see zmq_disconnect_peer(3)
   */
  disconnectPeer(routingId: number): void {
    disconnectPeer(this, routingId)
  }
}

export interface Server
  extends ReadableSocket<[Message, RoutingIdTag]>,
    TaggedWritable<RoutingIdTag>,
    SocketOptionsOf<"Server"> {}

Object.assign(Server.prototype, readable, routedWritable)
defineOptionAccessors(Server.prototype, "Server", targetOf)
