import { ZmqError } from "../../errors/errors.js"
import type { Message } from "../../message/message.js"
import { defineOptionAccessors } from "../../options/accessors.js"
import type { SocketInit, SocketOptionsOf } from "../../options/types.js"
import { callWithEndpoint } from "../../socket/call-endpoint.js"
import { type ReadableSocket, readable } from "../../socket/readable.js"
import { handleOf, Socket, type SocketBaseInit, targetOf } from "../../socket/socket.js"
import { type RoutingIdTag, routedWritable, type TaggedWritable } from "../../socket/tagged-writable.js"
import { disconnectPeer } from "./disconnect-peer.js"

/**
 * The options of {@link Peer}.
 *
 * @interface
 */
export type PeerOptions = SocketInit<"Peer"> & SocketBaseInit

/**
 * Talks to other Peers. It sends to a Peer by its routing id, which `connectPeer` returns and every received message
 * has. Messages have one part.
 *
 * @see zmq_socket(3) ZMQ_PEER
 */
export class Peer extends Socket {
  constructor(options?: PeerOptions) {
    super("Peer", options)
  }

  /**
   * Connects as `connect` does, and returns the routing id of the peer. It can be used at once: messages wait for the
   * connection. Throws the errors that `connect` throws, and a ZmqError with code `EINVAL` while the option `immediate`
   * is set.
   *
   * @see zmq_connect_peer(3)
   */
  connectPeer(address: string): number {
    if (!this.closed && this.immediate) {
      const text = "connectPeer needs the option immediate to be false: there is no peer before the connection"
      throw new ZmqError("EINVAL", text, { syscall: "zmq_connect_peer", address })
    }
    return callWithEndpoint(this[handleOf], "connectPeer", address)
  }

  /**
   * Ends the connection to one peer, and drops its messages that were not received yet. If the peer has made the
   * connection, it connects again and gets another routing id. A connection that this socket has made is not made
   * again. Messages that were sent to the peer just before still arrive, except for at most 8 KiB where the peer reads
   * more slowly than messages come. Throws a ZmqError: `EHOSTUNREACH` for a routing id that no peer has; `ENOTSUP`
   * where libzmq is not the vendored one and not later than 4.3.5.
   *
   * @see zmq_disconnect_peer(3)
   */
  disconnectPeer(routingId: number): void {
    disconnectPeer(this, routingId)
  }
}

export interface Peer
  extends ReadableSocket<[Message, RoutingIdTag]>,
    TaggedWritable<RoutingIdTag>,
    SocketOptionsOf<"Peer"> {}

Object.assign(Peer.prototype, readable, routedWritable)
defineOptionAccessors(Peer.prototype, "Peer", targetOf)
