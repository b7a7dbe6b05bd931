import { defineOptionAccessors } from "../../options/accessors.js"
import type { SocketInit, SocketOptionsOf } from "../../options/types.js"
import { Socket, type SocketBaseInit, targetOf } from "../../socket/socket.js"
import { type GroupTag, groupWritable, type TaggedWritable } from "../../socket/tagged-writable.js"

/**
 * The options of {@link Radio}.
 *
 * @interface
 */
export type RadioOptions = SocketInit<"Radio"> & SocketBaseInit

/**
 * Sends each message in a group, to the Dishes that have joined that group. Messages have one part. Over `udp`, the
 * Radio connects and the Dish binds, and a message and the name of its group have at most 8,191 bytes together.
 *
 * @see zmq_socket(3) ZMQ_RADIO
 */
export class Radio extends Socket {
  constructor(options?: RadioOptions) {
    super("Radio", options)
  }
}

export interface Radio extends TaggedWritable<GroupTag>, SocketOptionsOf<"Radio"> {}

Object.assign(Radio.prototype, groupWritable)
defineOptionAccessors(Radio.prototype, "Radio", targetOf)
