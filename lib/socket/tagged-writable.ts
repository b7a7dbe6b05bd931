import { types } from "node:util"
import { binding, copied, emptyOrDetached, type Handling, transferred, wrongType } from "../addon/binding.js"
import { checkGroup, checkRoutingId } from "../checks/destination.js"
import { checkDatagramSize } from "../checks/udp.js"
import { ParsedOptions, type SendOptions, type SendSyncOptions, sendNames, sendSyncNames } from "../engine/operation.js"
import type { SubmitResult } from "../engine/send-queue.js"
import { invalidArgumentType, invalidArgumentValue } from "../errors/errors.js"
import { detach } from "../message/encoder.js"
import { invalidPart, isSendable, type MessagePart, withoutEmpty } from "../message/message.js"
import { type MessageSize, sizeOf } from "../message/size.js"
import { KnownNames } from "../options/known-names.js"
import { handleOf, type Socket } from "./socket.js"

/**
 * A socket that sends messages of one part, each to a peer or in a group.
 *
 * @typeParam Tag - The destination of a message: `{ routingId }` or `{ group }`.
 */
export interface TaggedWritable<Tag extends object> {
  /**
   * Sends a message of one part, as `send` of other sockets does, to the peer or in the group that the options name.
   *
   * Rejects as `send` of other sockets does; with a TypeError or RangeError for an invalid routing id or group; and
   * with code `EHOSTUNREACH` if no peer has that routing id.
   *
   * @see zmq_msg_set_routing_id(3), zmq_msg_set_group(3), zmq_msg_send(3)
   */
  send(message: MessagePart | readonly [MessagePart], options: SendOptions & Tag): Promise<void>

  /**
   * Sends messages one after the other, each an array of the message and its routing id or group, which is the form in
   * which they are received. Resolves with their number when libzmq has accepted the last. All messages are checked and
   * copied before the first is sent.
   *
   * If it fails after libzmq has accepted some of the messages, it rejects with a `PartialSendError`, which has their
   * number and the cause, and drops the rest. If libzmq has accepted none, it rejects as {@link send} does.
   *
   * @see zmq_msg_send(3)
   */
  sendMany(messages: readonly (readonly [message: MessagePart, tag: Tag])[], options?: SendOptions): Promise<number>

  /**
   * Sends a message as {@link send} does, and blocks the thread until libzmq has accepted it or `timeout` is over (by
   * default `sendTimeout`). Throws the errors that {@link send} rejects with.
   *
   * @see zmq_msg_send(3)
   */
  sendSync(message: MessagePart | readonly [MessagePart], options: SendSyncOptions & Tag): void
}

/** The peer to which a message is sent, or from which it was received. */
export interface RoutingIdTag {
  /** The number by which this socket identifies the peer while it is connected. */
  routingId: number
}

/** The group in which a message is sent. */
export interface GroupTag {
  /** At most 255 bytes, none of them 0. A string is sent as UTF-8. */
  group: string | Uint8Array
}

type Destination = number | Uint8Array
type ReadDestination = (given: unknown, where: string) => Destination

/** Filled by the addon: how many messages libzmq has accepted, and the index of the one that failed. */
const progress = new Int32Array(2)

/** Returns the only part of a message; throws for any other number of parts. */
function onlyPart(message: unknown, name: string): MessagePart {
  if (!Array.isArray(message)) return message as MessagePart
  if (message.length === 1) return message[0] as MessagePart
  throw invalidArgumentValue(name, "a message of one part", message)
}

/** The messages of one call, each with its destination: a routing id or a group. The addon checks the parts. */
class MessagesWithDestination {
  readonly #parts: MessagePart[] = []
  readonly #destinations: Destination[] = []
  readonly #names: string[] = []

  add(message: unknown, destination: Destination, name: string): void {
    const part = onlyPart(message, name)
    this.#parts.push(types.isSharedArrayBuffer(part) ? new Uint8Array(part) : part)
    this.#destinations.push(destination)
    this.#names.push(name)
  }

  /** The sizes of the messages, without the destinations. */
  readonly measure = (): MessageSize[] => this.#parts.map(sizeOf)

  submit(socket: Socket, mode: number, handling: Handling): SubmitResult {
    const total = this.#parts.length
    if (total === 0) return { code: undefined, total, acceptedCount: 0 }
    // Check every part before any part is detached.
    const bad = handling === transferred ? this.#parts.findIndex((part) => !isSendable(part)) : -1
    if (bad !== -1) throw invalidPart(this.#parts[bad], 0, this.#names[bad])
    const handle = socket[handleOf]
    // A datagram consists of the group's length in one byte, the group and the message.
    if (handle.endpoints.udp) {
      for (const [at, part] of this.#parts.entries())
        checkDatagramSize(part, 1 + (this.#destinations[at] as Uint8Array).length)
    }
    try {
      // Several parts may use the same memory, which cannot be given away twice.
      const used = handling === transferred && total > 1 ? copied : handling
      const sendParts = (parts: MessagePart[]) =>
        binding.sendTo(handle.id, parts, this.#destinations, mode, used, progress)
      let code = sendParts(this.#parts)
      if (code === emptyOrDetached) code = sendParts(withoutEmpty(this.#parts))
      const [acceptedCount = 0, failed = 0] = progress
      if (code === wrongType || code === emptyOrDetached) throw invalidPart(this.#parts[failed], 0, this.#names[failed])
      if (handling === transferred) for (const part of this.#parts) detach(part)
      return { code, total, acceptedCount }
    } finally {
      if (!handle.unusable) handle.afterNativeCall("send")
    }
  }
}

function checkOptions(options: unknown): object {
  if (typeof options === "object" && options !== null) return options
  throw invalidArgumentType("options", "an object", options)
}

/** The methods of {@link TaggedWritable}, whose options and metadata name the destination by this property. */
function methods(property: "routingId" | "group", read: ReadDestination) {
  const sendNamesWithDestination = new KnownNames("options of a send", [property, ...sendNames.names])
  const syncNamesWithDestination = new KnownNames("options of an operation that blocks", [
    property,
    ...sendSyncNames.names,
  ])

  /** Reads one message. If it cannot be sent, the error is in `parsed.error`. */
  const readOne = (message: unknown, options: SendOptions | undefined, names: KnownNames) => {
    const addressed = new MessagesWithDestination()
    const parsed = new ParsedOptions(options, names)
    try {
      if (parsed.error !== undefined) return { parsed, addressed }
      const destination = read((checkOptions(options) as Record<string, unknown>)[property], `options.${property}`)
      addressed.add(message, destination, "message")
    } catch (error) {
      parsed.error = error
    }
    return { parsed, addressed }
  }

  const readMany = (
    messages: unknown,
    options: SendOptions | undefined,
  ): { parsed: ParsedOptions; addressed: MessagesWithDestination } => {
    const addressed = new MessagesWithDestination()
    const parsed = new ParsedOptions(options, sendNames)
    try {
      if (!Array.isArray(messages)) throw invalidArgumentType("messages", "an array of messages", messages)
      // The iterator includes the missing elements of a sparse array.
      for (const [index, pair] of messages.entries() as IterableIterator<[number, unknown]>) {
        const name = `messages[${index}]`
        if (!Array.isArray(pair) || pair.length !== 2) {
          throw invalidArgumentType(name, `an array of a message and { ${property} }`, pair)
        }
        const destination = read(Object(pair[1])[property], `${name}[1].${property}`)
        addressed.add(pair[0], destination, `${name}[0]`)
      }
    } catch (error) {
      parsed.error ??= error
    }
    return { parsed, addressed }
  }

  return {
    send(this: Socket, message: unknown, options: SendOptions): Promise<void> {
      const { parsed, addressed } = readOne(message, options, sendNamesWithDestination)
      const submit = (mode: number) => addressed.submit(this, mode, parsed.handling).code
      return this[handleOf].sendQueue.sendThrough(parsed, addressed.measure, submit)
    },

    sendMany(this: Socket, messages: unknown, options?: SendOptions): Promise<number> {
      const { parsed, addressed } = readMany(messages, options)
      const submit = (mode: number) => addressed.submit(this, mode, parsed.handling)
      return this[handleOf].sendQueue.sendManyThrough(parsed, addressed.measure, submit)
    },

    sendSync(this: Socket, message: unknown, options: SendSyncOptions): void {
      const { parsed, addressed } = readOne(message, options, syncNamesWithDestination)
      const submit = (mode: number) => addressed.submit(this, mode, parsed.handling).code
      this[handleOf].sendQueue.sendSyncThrough(parsed, addressed.measure, submit)
    },
  }
}

/** For the prototypes of sockets that send to peers. */
export const routedWritable = methods("routingId", checkRoutingId)
/** For the prototypes of sockets that send in groups. */
export const groupWritable = methods("group", checkGroup)
