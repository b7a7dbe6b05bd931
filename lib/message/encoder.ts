import { types } from "node:util"
import {
  binding,
  copied,
  emptyOrDetached,
  type Handling,
  type SocketId,
  transferred,
  wrongType,
} from "../addon/binding.js"
import { invalidArgumentValue } from "../errors/errors.js"
import {
  byteLengthOfTypedArray,
  emptyMessage,
  invalidPart,
  isEmpty,
  isSendable,
  type MessagePart,
  type Outbound,
  withoutEmpty,
} from "./message.js"

// Layout of the table of 32-bit integers that describes a batch to the addon. native/node/message/packed_messages.h
// defines it.
const count = 0
const failed = 1
const header = 2
const last = -1
const more = -2
/** The row of a part that is not packed. */
const rowOf = (kind: typeof last | typeof more, handling: Handling) => kind - 2 * handling
const lastTransferred = rowOf(last, transferred)

/** In bytes. Parts up to this size are packed: copying them costs less than reading each through Node-API. */
const largestPacked = 1024
/** Strings of up to this many characters are packed if they are ASCII. */
const longestText = 64
const packedBytes = 64 * 1024
const smallestTable = 512
/** A table that has grown beyond this many entries is dropped after its batch. */
const largestTable = 64 * 1024

/** How many parts a message may have, and the error for another number of parts. */
interface PartsRule {
  readonly leastParts: number
  readonly mostParts: number
  wrongParts(message: readonly unknown[], name: string): TypeError
}

/** The encoder whose memory the addon currently reads. */
let boundEncoder: MessageEncoder | undefined

/**
 * Encodes messages for one call of the addon. Small parts are packed: copied one after the other into memory that the
 * addon reads. The other parts are passed in an array.
 */
export class MessageEncoder {
  #table = new Int32Array(header + smallestTable)
  readonly #bytes = new Uint8Array(packedBytes)
  #parts = 0
  #usedBytes = 0
  #others: MessagePart[] | undefined
  #handling: Handling = copied

  /** How many messages of the last send() libzmq has accepted. */
  get acceptedCount(): number {
    return this.#table[count]!
  }

  /** Packs messages and returns their number. Throws, before anything is sent, if one of them is not a message. */
  pack(messages: readonly Outbound[], rule: PartsRule, handling: Handling): number {
    this.#begin(handling)
    const { length } = messages
    if (!isLength(length)) throw noLength(length, "messages")
    for (let index = 0; index < length; index++) {
      const message = messages[index]
      if (!Array.isArray(message)) {
        if (rule.leastParts > 1) throw rule.wrongParts([message], `messages[${index}]`)
        this.#add(message as MessagePart, last)
      } else {
        const parts: number = message.length
        if (!isLength(parts)) throw noLength(parts, `messages[${index}]`)
        if (!fits(parts, rule)) throw wrongLength(message, rule, `messages[${index}]`)
        this.#addParts(message, parts)
      }
    }
    if (handling === transferred) this.#check((part) => invalidAmong(messages, this.#find(part)))
    return length
  }

  /** Packs the parts of one message. `message` is the message as the caller gave it, for errors. */
  packOne(message: Outbound, parts: readonly MessagePart[], rule: PartsRule, handling: Handling): void {
    const { length } = parts
    if (!isLength(length)) throw noLength(length, "message")
    if (!fits(length, rule)) throw wrongLength(parts, rule, "message")
    this.#begin(handling)
    this.#addParts(parts, length)
    if (handling === transferred) this.#check((part) => invalidPart(message, this.#find(part)[1]))
  }

  #begin(handling: Handling): void {
    this.#parts = 0
    this.#usedBytes = 0
    this.#others = undefined
    this.#handling = handling
  }

  /**
   * Throws if a part cannot be sent, before any part is detached. If several parts share memory, only the last hands it
   * over; the others are copied.
   */
  #check(errorFor: (index: number) => TypeError): void {
    const others = this.#others ?? []
    const bad = others.findIndex((part) => !isSendable(part))
    if (bad !== -1) throw errorFor(bad)
    const seen = new Set<unknown>()
    let index = others.length
    for (let row = header + this.#parts - 1; row >= header; row--) {
      // A packed part: a short text, since nothing else is packed when memory is handed over.
      const entry = this.#table[row]!
      if (entry >= 0) continue
      const memory = memoryOf(others[--index])
      // Copied, because a later part hands this memory over. An empty part, found sendable above, is sent as null: the
      // addon would answer `doubtful`, and a second call is not possible once the first one has handed over other
      // memory.
      if (seen.has(memory)) {
        this.#table[row] = entry === lastTransferred ? last : more
        if (isEmpty(others[index])) others[index] = null
      }
      seen.add(memory)
    }
  }

  #addParts(message: readonly MessagePart[], length: number): void {
    const end = length - 1
    for (let index = 0; index < end; index++) this.#add(message[index], more)
    this.#add(message[end], last)
  }

  #add(part: MessagePart, kind: typeof last | typeof more): void {
    const row = header + this.#parts++
    if (row === this.#table.length) this.#grow()
    if (this.#handling !== transferred && types.isUint8Array(part)) {
      const size: number = byteLengthOfTypedArray.call(part)
      // A view of size 0 may have lost its memory; it is passed to the addon, which rejects it.
      if (size <= largestPacked && this.#usedBytes + size <= packedBytes && (size > 0 || isSendable(part))) {
        this.#bytes.set(part, this.#usedBytes)
        this.#usedBytes += size
        this.#table[row] = kind === more ? (size << 1) | 1 : size << 1
        return
      }
    } else if (typeof part === "string" && this.#addText(part)) {
      this.#table[row] = kind === more ? (part.length << 1) | 1 : part.length << 1
      return
    }
    this.#others ??= []
    this.#others.push(types.isSharedArrayBuffer(part) ? new Uint8Array(part) : part)
    this.#table[row] = rowOf(kind, this.#handling)
  }

  /** Packs a short ASCII string, which is faster here than in the addon. Returns false if the string is not one. */
  #addText(text: string): boolean {
    const { length } = text
    if (length > longestText || this.#usedBytes + length > packedBytes) return false
    const bytes = this.#bytes
    const start = this.#usedBytes
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index)
      if (code > 127) return false
      bytes[start + index] = code
    }
    this.#usedBytes += length
    return true
  }

  #grow(): void {
    const table = new Int32Array(this.#table.length * 2)
    table.set(this.#table)
    this.#table = table
    if (boundEncoder === this) boundEncoder = undefined
  }

  /**
   * Passes the packed messages to the addon. Returns undefined if libzmq accepted all of them, else an errno. `messages`
   * (or `one`) is the caller's argument, for errors.
   */
  send(socket: SocketId, mode: number, messages: readonly Outbound[] | undefined, one: Outbound): number | undefined {
    const table = this.#table
    const others = this.#others
    if (boundEncoder !== this) {
      binding.setPackedMemory(table, this.#bytes)
      boundEncoder = this
    }
    table[count] = this.#parts
    let code = binding.sendPacked(socket, others, mode)
    if (others === undefined) return code
    if (code === emptyOrDetached) {
      table[count] = this.#parts
      code = binding.sendPacked(socket, withoutEmpty(others), mode)
    }
    if (code === wrongType || code === emptyOrDetached) {
      const [message, part] = this.#find(table[failed]!)
      throw messages === undefined ? invalidPart(one, part) : invalidAmong(messages, [message, part])
    }
    if (this.#handling === transferred) for (const part of others) detach(part)
    return code
  }

  /** Drops the references to the messages. */
  clear(): void {
    this.#others = undefined
    if (this.#table.length <= largestTable) return
    this.#table = new Int32Array(header + smallestTable)
    if (boundEncoder === this) boundEncoder = undefined
  }

  /** Finds the part that is number `index` among those that are not packed. */
  #find(index: number): [message: number, part: number] {
    let message = 0
    let part = 0
    for (let row = header; this.#table[row]! >= 0 || index-- > 0; row++) {
      const entry = this.#table[row]!
      const isLast = ((entry & 1) === 0) === entry >= 0
      part = isLast ? 0 : part + 1
      if (isLast) message++
    }
    return [message, part]
  }
}

/** Whether an array can have this length. A JavaScript Proxy of an array may return anything as its length. */
function isLength(length: unknown): boolean {
  return typeof length === "number" && length === length >>> 0
}

function noLength(length: unknown, name: string): TypeError {
  return invalidArgumentValue(`${name}.length`, "the length of an array", length)
}

function fits(parts: number, { leastParts, mostParts }: PartsRule): boolean {
  return parts >= leastParts && parts <= mostParts
}

function wrongLength(message: readonly unknown[], rule: PartsRule, name: string): TypeError {
  return rule.leastParts === 1 && message.length === 0 ? emptyMessage(message, name) : rule.wrongParts(message, name)
}

function invalidAmong(messages: readonly Outbound[], [message, part]: [number, number]): TypeError {
  return invalidPart(messages[message], part, `messages[${message}]`)
}

function memoryOf(part: MessagePart): unknown {
  return ArrayBuffer.isView(part) ? part.buffer : part
}

/**
 * Detaches the memory of a part that was handed over. Memory that is marked as untransferable, such as Node's pool of
 * small Buffers, is left as it is.
 */
export function detach(part: MessagePart): void {
  const memory = memoryOf(part)
  if (!types.isArrayBuffer(memory) || memory.byteLength === 0) return
  try {
    structuredClone(undefined, { transfer: [memory] })
  } catch {
    // The memory is marked as untransferable.
  }
}
