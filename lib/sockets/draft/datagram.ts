import { checkDatagramAddress, checkDatagramSize } from "../../checks/udp.js"
import type { SendOptions, SyncOptions } from "../../engine/operation.js"
import { rejectFairly } from "../../event-loop/fairness.js"
import type { Message, MessagePart } from "../../message/message.js"
import { defineOptionAccessors } from "../../options/accessors.js"
import type { SocketInit, SocketOptionsOf } from "../../options/types.js"
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
 * Sends and receives plain UDP datagrams: a message is an address, `"127.0.0.1:5555"`, and data of at most 8,192 bytes.
 * Longer datagrams that arrive are dropped. A Datagram binds to one `udp` endpoint of IPv4 at a time (a second bind
 * rejects with `EINVAL`), and does not connect.
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

/**
 * Throws for a message that libzmq would drop silently. A message that does not have two parts is rejected elsewhere.
 */
function check(message: unknown, name: string): void {
  if (!Array.isArray(message) || message.length !== 2) return
  checkDatagramAddress(message[0], `${name}[0]`)
  checkDatagramSize(message[1], 0)
}

/** The methods of {@link WritableSocket} for a Datagram: they check all messages before any is sent. */
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
