import { types } from "node:util"
import { binding, type SocketId } from "./binding.js"
import { emptyMessage, invalidPart, isSendable, type MessageLike, type Outbound } from "./message.js"

// How the addon reads a batch from a table of 32-bit integers; native/node/send_many.cc defines it.
const count = 0
const failed = 1
const header = 2
const last = -1
const more = -2
const lastTransferred = -3
const moreTransferred = -4

const { EAGAIN } = binding.errnos
/** What the addon answers to a part of no type that can be sent. */
const wrongType = -1

/** Parts up to this size are packed; the copy that this takes costs less than a look at each from the addon. */
const largestPacked = 1024
const packedBytes = 64 * 1024
const smallestTable = 512

/** How many parts a message may have, and the error for a message that has not. */
export interface PartsRule {
  readonly leastParts: number
  readonly mostParts: number
  wrongParts(message: readonly unknown[], name: string): TypeError
}

/**
 * The messages of one sendMany, on their way to the addon in one call: their small parts one behind the other in memory
 * that the addon reads, the others in an array.
 */
export class Packing {
  #table = new Int32Array(header + smallestTable)
  readonly #bytes = new Uint8Array(packedBytes)
  #parts = 0
  #used = 0
  #others: MessageLike[] = []
  #transfer = false

  /** How many messages the addon took, of those it was given last. */
  get taken(): number {
    return this.#table[count]
  }

  /** Packs messages. Throws, before anything is sent, if one of them is none. */
  pack(messages: readonly Outbound[], rule: PartsRule, transfer: boolean): void {
    this.#parts = 0
    this.#used = 0
    this.#others = []
    this.#transfer = transfer
    for (let index = 0; index < messages.length; index++) {
      const message = messages[index]
      if (Array.isArray(message)) {
        const { length } = message
        if (length < rule.leastParts || length > rule.mostParts) {
          const name = `messages[${index}]`
          throw rule.leastParts === 1 ? emptyMessage(message, name) : rule.wrongParts(message, name)
        }
        this.#addParts(message, transfer)
      } else {
        if (rule.leastParts > 1) throw rule.wrongParts([message], `messages[${index}]`)
        this.#add(message as MessageLike, last, transfer)
      }
    }
    // What is refused must not have been detached.
    const bad = transfer ? this.#others.findIndex((part) => !isSendable(part)) : -1
    if (bad !== -1) throw this.#invalid(messages, bad)
  }

  #addParts(message: readonly MessageLike[], transfer: boolean): void {
    const { length } = message
    for (let index = 0; index < length; index++) this.#add(message[index], index + 1 < length ? more : last, transfer)
  }

  #add(part: MessageLike, kind: typeof last | typeof more, transfer: boolean): void {
    const row = header + this.#parts++
    if (row === this.#table.length) this.#grow()
    if (!transfer && part instanceof Uint8Array) {
      const size = part.byteLength
      // An empty one may be detached, which the addon looks at.
      if (size > 0 && size <= largestPacked && this.#used + size <= packedBytes) {
        this.#bytes.set(part, this.#used)
        this.#used += size
        this.#table[row] = kind === more ? (size << 1) | 1 : size << 1
        return
      }
    }
    this.#others.push(types.isSharedArrayBuffer(part) ? new Uint8Array(part) : part)
    this.#table[row] = !transfer ? kind : kind === more ? moreTransferred : lastTransferred
  }

  #grow(): void {
    const table = new Int32Array(this.#table.length * 2)
    table.set(this.#table)
    this.#table = table
  }

  /** Hands what was packed to the addon: undefined when libzmq took all, or an errno. */
  send(socket: SocketId, messages: readonly Outbound[], mode: number): number | undefined {
    const table = this.#table
    table[count] = this.#parts
    const code = binding.sendMany(socket, table, this.#bytes, this.#others, mode)
    if (code === wrongType) throw this.#invalid(messages, table[failed])
    if (this.#transfer && (code === undefined || code === EAGAIN)) for (const part of this.#others) detach(part)
    this.#others = []
    return code
  }

  /** The error for part number `index` of those that are not packed. */
  #invalid(messages: readonly Outbound[], index: number): TypeError {
    let message = 0
    let part = 0
    for (let row = header; this.#table[row] >= 0 || index-- > 0; row++) {
      const isLast = this.#table[row] >= 0 ? (this.#table[row] & 1) === 0 : this.#table[row] % 2 !== 0
      part = isLast ? 0 : part + 1
      if (isLast) message++
    }
    return invalidPart(messages[message], part, `messages[${message}]`)
  }
}

/** Detaches the memory of a part that was handed over, unless it is shared with others, as that of Node's pool is. */
function detach(part: MessageLike): void {
  const memory = ArrayBuffer.isView(part) ? part.buffer : part
  if (!(memory instanceof ArrayBuffer) || memory.byteLength === 0) return
  try {
    structuredClone(undefined, { transfer: [memory] })
  } catch {
    // Marked as untransferable.
  }
}
