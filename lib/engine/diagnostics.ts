import type { SocketId } from "../addon/binding.js"
import { SocketClosedError, ZmqError } from "../errors/errors.js"
import type { Outbound } from "../message/message.js"
import { type MessageSize, sizeOf } from "../message/size.js"
import type { SocketName } from "../socket-types/socket-types.js"
import * as channels from "../util/channels.js"
import { type TraceEvent, tracing } from "../util/trace.js"
import type { AboutSocket, Bound, Closed, EndpointCalled, SocketOperation, Transferred } from "./channel-messages.js"
import type { Endpoints } from "./endpoints.js"

// What the engine publishes on the channels of node:diagnostics_channel, and writes to the trace of NODE_DEBUG.

/** A socket that may publish: its handle. */
export interface PublishingSocket {
  readonly socketName: SocketName
  /** The socket's number in the addon. */
  readonly number: SocketId
  readonly endpoints: Endpoints
  /** The `Socket` of the program. Undefined for a socket of the package's own, which publishes nothing. */
  readonly publicSocket: object | undefined
  /** Reports an event of the socket to the trace. To be called only if `tracing`. */
  trace(event: TraceEvent, details?: Readonly<Record<string, unknown>>): void
}

function about({ publicSocket, socketName, number }: PublishingSocket): AboutSocket<object> {
  return { socket: publicSocket as object, type: socketName, id: number }
}

// --- messages

/** Publishes messages that libzmq has accepted. To be called only if the channel has subscribers. */
export function publishSent(socket: PublishingSocket, sizes: readonly MessageSize[]): void {
  publishTransfers(socket, sizes, "sent", channels.messageSent)
}

/** Publishes messages that a receive returns. To be called only if the channel has subscribers. */
export function publishReceived(socket: PublishingSocket, messages: readonly Outbound[]): void {
  publishReceivedSizes(socket, messages.map(sizeOf))
}

/** As {@link publishReceived}, for messages of these sizes. */
export function publishReceivedSizes(socket: PublishingSocket, sizes: readonly MessageSize[]): void {
  publishTransfers(socket, sizes, "received", channels.messageReceived)
}

function publishTransfers(
  socket: PublishingSocket,
  sizes: readonly MessageSize[],
  event: "sent" | "received",
  channel: { publish(message: object): void },
): void {
  if (socket.publicSocket === undefined) return
  for (const { parts, bytes } of sizes) {
    if (tracing) socket.trace(event, { parts, bytes })
    const message: Transferred<object> = { ...about(socket), endpoints: socket.endpoints.snapshot, parts, bytes }
    channel.publish(message)
  }
}

// --- the life of a socket

export function publishOpen(socket: PublishingSocket): void {
  if (channels.socketOpen.hasSubscribers) channels.socketOpen.publish(about(socket))
}

/** @param endpoints Those that the socket had. */
export function publishClose(socket: PublishingSocket, endpoints: Closed<object>["endpoints"]): void {
  if (socket.publicSocket === undefined || !channels.socketClose.hasSubscribers) return
  const message: Closed<object> = { ...about(socket), endpoints }
  channels.socketClose.publish(message)
}

/** Publishes that a socket was closed because it was garbage-collected. */
export function publishCollected(type: SocketName, id: SocketId): void {
  if (!channels.socketClose.hasSubscribers) return
  const message: Closed<undefined> = { socket: undefined, type, id, endpoints: { bound: [], connected: [] } }
  channels.socketClose.publish(message)
}

/** Publishes a call with an endpoint that has succeeded. */
export function publishEndpoint(
  socket: PublishingSocket,
  operation: "bind" | "unbind" | "connect" | "disconnect" | "connectPeer",
  address: string,
): void {
  const endpoint = operation === "bind" ? socket.endpoints.snapshot.bound.at(-1) : undefined
  if (tracing) socket.trace(operation, { address, endpoint })
  if (socket.publicSocket === undefined) return
  const channel = channelOf[operation]
  if (!channel.hasSubscribers) return
  const message: EndpointCalled<object> = { ...about(socket), address }
  channel.publish(endpoint === undefined ? message : ({ ...message, endpoint } satisfies Bound<object>))
}

const channelOf = {
  bind: channels.socketBind,
  unbind: channels.socketUnbind,
  connect: channels.socketConnect,
  connectPeer: channels.socketConnect,
  disconnect: channels.socketDisconnect,
} as const

// --- errors

/**
 * Publishes an error of an operation, if it is a ZmqError. Others are mistakes in arguments, whose messages may quote
 * them, and reasons of signals: the program's own, like the end of a receive by `close()` and `drain()`.
 */
export function publishError(socket: PublishingSocket, operation: SocketOperation, error: unknown): void {
  if (!channels.socketError.hasSubscribers || socket.publicSocket === undefined) return
  if (!(error instanceof ZmqError)) return
  const isEnd = error instanceof SocketClosedError || error.code === "ECANCELED"
  if (operation === "receive" && isEnd) return
  channels.socketError.publish({ ...about(socket), operation, error })
}

/** Publishes that a socket could not be opened. */
export function publishOpenError(type: SocketName, error: unknown): void {
  if (!channels.socketError.hasSubscribers || !(error instanceof ZmqError)) return
  channels.socketError.publish({ socket: undefined, type, id: undefined, operation: "open", error })
}
