import { ZmqError } from "../../errors/errors.js"
import type { Message } from "../../message/message.js"
import { defineOptionAccessors } from "../../options/access.js"
import type { SocketInit, SocketOptionsOf } from "../../options/table.js"
import { type ReadableSocket, readable } from "../../socket/readable.js"
import { callEndpoint, Socket, type SocketBaseInit, targetOf } from "../../socket/socket.js"
import { type RoutingIdTag, routedWritable, type TaggedWritable } from "../../socket/tagged-writable.js"
import { disconnectPeer } from "./disconnect-peer.js"

/**
 * The options of {@link Peer}.
 *
 * @interface
 */
export type PeerOptions = SocketInit<"Peer"> & SocketBaseInit

/**
 * Talks to other Peers, and to each by its routing id: that of `connectPeer`, or of a received message. Messages have one
 * part.
 *
 * @see zmq_socket(3) ZMQ_PEER
 */
export class Peer extends Socket {
  constructor(options?: PeerOptions) {
    super("Peer", options)
  }

  /**
   * Connects as `connect` does, and returns the routing id to send to that peer by, at once: what is sent waits for the
   * connection. Throws what `connect` does, and a ZmqError with code `EINVAL` while the option `immediate` is set.
   *
   * @see zmq_connect_peer(3)
   */
  connectPeer(address: string): number {
    if (!this.closed && this.immediate) {
      const text = "connectPeer needs the option immediate to be false: there is no peer before the connection"
      throw new ZmqError("EINVAL", text, { syscall: "zmq_connect_peer", address })
    }
    return callEndpoint(this, "connectPeer", address)
  }

  /**
   * Ends the connection to one peer, and drops what it has sent and was not received yet. A peer that has made the connection
   * makes it anew, and gets another routing id; one that this socket has made is not made anew.
   * What was sent to it just before arrives, but for at most 8 KiB where the peer reads more slowly than messages come.
   * Throws a ZmqError: `EHOSTUNREACH` for a routing id that no peer has, `ENOTSUP` where libzmq is not the vendored one and
   * not later than 4.3.5.
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
