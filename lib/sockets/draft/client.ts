import type { Message, MessagePart } from "../../message/message.js"
import { defineOptionAccessors } from "../../options/accessors.js"
import type { SocketInit, SocketOptionsOf } from "../../options/types.js"
import { type ReadableSocket, readable } from "../../socket/readable.js"
import { Socket, type SocketBaseInit, targetOf } from "../../socket/socket.js"
import { type ReadableValues, readableValues, type WritableValues, writableValues } from "../../socket/values.js"
import { type WritableSocket, writable } from "../../socket/writable.js"

/**
 * The options of {@link Client}.
 *
 * @interface
 */
export type ClientOptions = SocketInit<"Client"> & SocketBaseInit

/**
 * Talks to a Server, or to several in turn. Unlike a Request, it may send and receive in any order. Messages have one
 * part.
 *
 * @see zmq_socket(3) ZMQ_CLIENT
 */
export class Client extends Socket {
  constructor(options?: ClientOptions) {
    super("Client", options)
  }
}

export interface Client
  extends ReadableSocket<[Message]>,
    WritableSocket<MessagePart | readonly [MessagePart]>,
    ReadableValues,
    WritableValues,
    SocketOptionsOf<"Client"> {}

Object.assign(Client.prototype, readable, writable, readableValues, writableValues)
defineOptionAccessors(Client.prototype, "Client", targetOf)
