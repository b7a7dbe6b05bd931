import type { SocketName } from "../socket-types/socket-types.js"
import type { SocketEndpoints } from "./endpoints.js"

// What is published on the channels. `Socket` is the class of that name, which this folder does not know.

/** The socket that a message on a channel is about. */
export interface AboutSocket<Socket> {
  /** The socket. */
  readonly socket: Socket
  /** Its type: `"Push"`. */
  readonly type: SocketName
  /** Its number in this thread, by which the lines of `NODE_DEBUG=zmq-napi` name it. */
  readonly id: number
}

/** A call of a socket with an endpoint has succeeded. */
export interface EndpointCalled<Socket> extends AboutSocket<Socket> {
  /** The endpoint as the program gave it. */
  readonly address: string
}

/** A socket was bound. */
export interface Bound<Socket> extends EndpointCalled<Socket> {
  /** The endpoint that peers can connect to, with the actual port in place of a wildcard. */
  readonly endpoint: string
}

/** A message was sent or received. */
export interface Transferred<Socket> extends AboutSocket<Socket> {
  /** The endpoints that the socket is bound and connected to. */
  readonly endpoints: Readonly<SocketEndpoints>
  /** How many parts the message has. */
  readonly parts: number
  /** How many bytes its parts have together. */
  readonly bytes: number
}

/** A socket is closed. */
export interface Closed<Socket> extends AboutSocket<Socket> {
  /** The endpoints that it was bound and connected to; none if it was garbage-collected. */
  readonly endpoints: Readonly<SocketEndpoints>
}

/** What a program asked of a socket. */
export type SocketOperation =
  | "open"
  | "bind"
  | "unbind"
  | "connect"
  | "disconnect"
  | "connectPeer"
  | "observe"
  | "send"
  | "receive"
