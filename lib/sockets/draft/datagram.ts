import { checkDatagramAddress, checkDatagramSize } from "../../checks/udp.js"
import type { SendOptions, SyncOptions } from "../../engine/operation.js"
import { rejectFairly } from "../../event-loop/fairness.js"
import type { Message, MessagePart } from "../../message/message.js"
import { defineOptionAccessors } from "../../options/access.js"
import type { SocketInit, SocketOptionsOf } from "../../options/table.js"
import { type ReadableSocket, readable } from "../../socket/readable.js"
import { Socket, type SocketBaseInit, targetOf } from "../../socket/socket.js"
import { type WritableSocket, writable } from "../../socket/writable.js"

/**
 * The options of {@link Datagram}.
 *
 * @interface
 */
export type DatagramOptions = SocketInit<"Datagram"> & SocketBaseInit

/**
 * Sends and receives plain UDP datagrams: a message is an address, `"127.0.0.1:5555"`, and data of at most 8,192 bytes; what
 * comes longer is dropped. It binds to one `udp` endpoint of IPv4 at a time (`EINVAL`), and does not connect.
 *
 * @see zmq_socket(3) ZMQ_DGRAM
 */
export class Datagram extends Socket {
  constructor(options?: DatagramOptions) {
    super("Datagram", options)
  }
}

export interface Datagram
  extends ReadableSocket<[Message, Message]>,
    WritableSocket<readonly [MessagePart, MessagePart]>,
    SocketOptionsOf<"Datagram"> {}

type Datagrams = readonly [MessagePart, MessagePart]

/** Refuses what libzmq would drop silently. What is no message of two parts is refused elsewhere. */
function check(message: unknown, name: string): void {
  if (!Array.isArray(message) || message.length !== 2) return
  checkDatagramAddress(message[0], `${name}[0]`)
  checkDatagramSize(message[1], 0)
}

/** What is refused is, before anything is sent; else it is as with other sockets. */
const datagramWritable = {
  send(this: Socket, message: Datagrams, options?: SendOptions): Promise<void> {
    try {
      check(message, "message")
    } catch (error) {
      return rejectFairly(error)
    }
    return writable.send.call(this, message, options)
  },

  sendMany(this: Socket, messages: readonly Datagrams[], options?: SendOptions): Promise<number> {
    try {
      if (Array.isArray(messages)) messages.forEach((message, index) => void check(message, `messages[${index}]`))
    } catch (error) {
      return rejectFairly(error)
    }
    return writable.sendMany.call(this, messages, options)
  },

  sendSync(this: Socket, message: Datagrams, options?: SyncOptions): void {
    check(message, "message")
    writable.sendSync.call(this, message, options)
  },
}

Object.assign(Datagram.prototype, readable, datagramWritable)
defineOptionAccessors(Datagram.prototype, "Datagram", targetOf)
