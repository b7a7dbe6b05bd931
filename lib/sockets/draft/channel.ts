import type { Message, MessagePart } from "../../message/message.js"
import { defineOptionAccessors } from "../../options/accessors.js"
import type { SocketInit, SocketOptionsOf } from "../../options/types.js"
import { type ReadableSocket, readable } from "../../socket/readable.js"
import { Socket, type SocketBaseInit, targetOf } from "../../socket/socket.js"
import { type ReadableValues, readableValues, type WritableValues, writableValues } from "../../socket/values.js"
import { type WritableSocket, writable } from "../../socket/writable.js"

/**
 * The options of {@link Channel}.
 *
 * @interface
 */
export type ChannelOptions = SocketInit<"Channel"> & SocketBaseInit

/**
 * Talks to one peer, another Channel. Messages have one part.
 *
 * @see zmq_socket(3) ZMQ_CHANNEL
 */
export class Channel extends Socket {
  constructor(options?: ChannelOptions) {
    super("Channel", options)
  }
}

export interface Channel
  extends ReadableSocket<[Message]>,
    WritableSocket<MessagePart | readonly [MessagePart]>,
    ReadableValues,
    WritableValues,
    SocketOptionsOf<"Channel"> {}

Object.assign(Channel.prototype, readable, writable, readableValues, writableValues)
defineOptionAccessors(Channel.prototype, "Channel", targetOf)
