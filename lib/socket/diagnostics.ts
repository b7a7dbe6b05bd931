import type {
  AboutSocket,
  Bound,
  Closed,
  EndpointCalled,
  SocketOperation,
  Transferred,
} from "../engine/channel-messages.js"
import type { ZmqError } from "../errors/errors.js"
import type { Event, EventVersion } from "../monitor/event.js"
import type { SocketName } from "../socket-types/socket-types.js"
import type { Socket } from "./socket.js"

// The types of what is published on the channels of node:diagnostics_channel.

/** A socket was opened, and has the options of its constructor. */
export interface SocketOpenMessage extends AboutSocket<Socket> {}

/** A socket was bound. */
export interface SocketBindMessage extends Bound<Socket> {}

/** A bind was undone by `unbind()`. */
export interface SocketUnbindMessage extends EndpointCalled<Socket> {}

/**
 * `connect()` or `connectPeer()` was called: the socket connects in the background. {@link SocketEventMessage} says when a
 * connection is made.
 */
export interface SocketConnectMessage extends EndpointCalled<Socket> {}

/** A connect was undone by `disconnect()`. */
export interface SocketDisconnectMessage extends EndpointCalled<Socket> {}

/**
 * A socket is closed: by `close()`, or by the proxy that it was handed over to. Its `stats` remain as
 * they were then. `socket` is undefined if the socket was garbage-collected while it was open.
 */
export interface SocketCloseMessage extends Closed<Socket | undefined> {}

/** libzmq reports an event of a socket: a connection was made or lost, a handshake failed. */
export interface SocketEventMessage extends AboutSocket<Socket | undefined> {
  /** The socket; undefined if it was closed, and garbage-collected before this event. */
  readonly socket: Socket | undefined
  /** The event. It is of version 2 if the program observes this socket with version 2. */
  readonly event: Event<EventVersion>
}

/** An operation of a socket has failed, or a socket could not be opened. */
export interface SocketErrorMessage {
  /** The socket; undefined if it could not be opened. */
  readonly socket: Socket | undefined
  /** Its type: `"Push"`. */
  readonly type: SocketName
  /** Its number in this thread; undefined if it could not be opened. */
  readonly id: number | undefined
  /** What was to be done. `observe` is the attempt to publish the events of a socket on `zmq-napi:socket:event`. */
  readonly operation: SocketOperation
  /** The error that the caller gets. */
  readonly error: ZmqError
}

/** libzmq has accepted a message. It may not have been transmitted yet. */
export interface MessageSentMessage extends Transferred<Socket> {}

/** A receive returns a message to the program. */
export interface MessageReceivedMessage extends Transferred<Socket> {}

/**
 * The channels of `node:diagnostics_channel` on which this package publishes, and the types of what it publishes there.
 * A message is published after the fact, in the thread and in the async context of the caller; one about a send or
 * receive comes before the promise settles. No message has the content of a ZeroMQ message, or the value of an option.
 *
 * While a channel has no subscriber, it costs nothing. Each thread has channels of its own; several copies of this
 * package in a thread have the same.
 *
 * @see https://nodejs.org/api/diagnostics_channel.html
 */
export interface DiagnosticsChannels {
  /** A constructor has made a socket. */
  "zmq-napi:socket:open": SocketOpenMessage
  /** A bind has succeeded. */
  "zmq-napi:socket:bind": SocketBindMessage
  /** A bind was undone. */
  "zmq-napi:socket:unbind": SocketUnbindMessage
  /** `connect()` was called; the connection is made later. */
  "zmq-napi:socket:connect": SocketConnectMessage
  /** A connect was undone. */
  "zmq-napi:socket:disconnect": SocketDisconnectMessage
  /** A socket is closed. */
  "zmq-napi:socket:close": SocketCloseMessage
  /**
   * libzmq reports an event of a socket.
   *
   * To get these events, libzmq must be asked for them, for each socket: at the first `bind` or `connect` after the
   * channel got a subscriber. An observed socket counts as three in its context's `maxSockets`. On a socket that the
   * program has begun to observe before, only those types of events are published that the program observes.
   */
  "zmq-napi:socket:event": SocketEventMessage
  /**
   * An operation has failed with a {@link ZmqError}. Invalid arguments and aborts are not among them, nor receives that
   * end because the socket was closed or drained.
   */
  "zmq-napi:socket:error": SocketErrorMessage
  /** libzmq has accepted a message. Not published by a `Proxy`, which passes messages on in a thread of its own. */
  "zmq-napi:message:sent": MessageSentMessage
  /** A receive returns a message, which may have been prefetched long before. Not published by a `Proxy`. */
  "zmq-napi:message:received": MessageReceivedMessage
}
