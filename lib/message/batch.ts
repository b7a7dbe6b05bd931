import { Buffer, constants } from "node:buffer"
import { binding, type SocketId } from "../addon/binding.js"

// Layout of the table of 32-bit integers that describes a batch to this file. native/node/message/received_batch.h
// writes it.
const messages = 0
const code = 1
const header = 2
const moreLarge = -2

/** Small parts begin at multiples of this number of bytes. It must be a power of two. */
const alignment = 8

const { EAGAIN, ENOBUFS } = binding.errnos

binding.setLongestPart(constants.MAX_LENGTH)

const smallestTable = 32
/** The largest number of messages that one native call receives. */
export const largestBatch = 512
const largestTable = 4 * largestBatch

// In Node, Buffer's species is an internal subclass of Uint8Array. Its instances are Buffers, and its constructor is
// four times faster than `Buffer.from(arrayBuffer, offset, length)`. Elsewhere the species is Buffer itself, whose
// constructor is deprecated.
const species = (Buffer as unknown as { [Symbol.species]?: new (...args: [ArrayBuffer, number, number]) => Buffer })[
  Symbol.species
]
const isFast =
  species !== undefined && (species as unknown) !== Buffer && new species(new ArrayBuffer(1), 0, 1) instanceof Buffer
const FastBuffer = isFast
  ? (species as new (
      arrayBuffer: ArrayBuffer,
      offset: number,
      length: number,
    ) => Buffer)
  : undefined

function view(arrayBuffer: ArrayBuffer, offset: number, length: number): Buffer {
  return FastBuffer === undefined
    ? Buffer.from(arrayBuffer, offset, length)
    : new FastBuffer(arrayBuffer, offset, length)
}

let markAsUntransferable: ((memory: ArrayBuffer) => void) | undefined

/** Prevents the transfer of memory to another thread. Used for memory that several messages share. */
function preventTransfer(memory: ArrayBuffer): void {
  // Loaded on first use: loading it takes a tenth of the time that loading this package takes.
  markAsUntransferable ??= (require("node:worker_threads") as typeof import("node:worker_threads")).markAsUntransferable
  markAsUntransferable(memory)
}

/**
 * Messages that were received in one native call and not yet taken. Small parts share one ArrayBuffer, no larger than
 * they need; each large part has an ArrayBuffer of its own. Buffers are made when a message is taken.
 */
export class Batch {
  /** How many messages have not been taken yet. */
  remaining = 0

  #table: Int32Array = new Int32Array(header + smallestTable)
  #cursor = 0
  #arena: ArrayBuffer | undefined
  #offset = 0
  #large: ArrayBuffer[] | undefined
  /** The messages given to load(), in reverse order. */
  #loaded: Buffer[][] | undefined
  #nextLarge = 0

  /**
   * Receives at most `limit` messages from the socket and replaces the content of this batch with them. Returns 0, or
   * an errno if no message was received: EAGAIN if the socket has none; it will then signal the next message. With
   * `milliseconds`, waits that long for a message, or until a signal of the system arrives (EINTR).
   */
  fill(socket: SocketId, limit: number, milliseconds = 0): number {
    let table = this.#table
    let received = binding.receive(socket, limit, table, milliseconds)
    // The table has fewer rows than the next message has parts: retry with a table of the size that the addon reports.
    while (table[messages]! < 0) {
      table = this.#table = new Int32Array(header - table[messages]!)
      received = binding.receive(socket, limit, table, milliseconds)
    }
    if (received === undefined) return table[code]! || EAGAIN

    this.remaining = table[messages]!
    if (table[code] === ENOBUFS) this.grow()
    this.#cursor = header
    this.#offset = 0
    this.#nextLarge = 1
    if (Array.isArray(received)) {
      this.#large = received
      this.#arena = received[0]
    } else {
      this.#arena = received
    }
    // Small parts share one ArrayBuffer; transferring one Buffer would detach all of them.
    if (this.#arena !== undefined && this.#isShared(table)) preventTransfer(this.#arena)
    if (table.length > header + 2 * largestTable) this.#dropTable()
    return 0
  }

  /** Receives the message that did not fit into the last batch, as fill() does. Returns EAGAIN if there is none. */
  fillHeldOver(socket: SocketId): number {
    return this.fill(socket, 0)
  }

  /** Makes the Buffers of all messages at once and drops the table, which a message of very many parts has enlarged. */
  #dropTable(): void {
    const unpacked = this.take(this.remaining)
    this.#table = new Int32Array(header + smallestTable)
    this.load(unpacked)
  }

  /** Whether the arena holds more than one part. */
  #isShared(table: Int32Array): boolean {
    return this.remaining > 1 || (table[header] !== -1 && (table[header]! & 1) === 1) || table[header] === moreLarge
  }

  /** Doubles the table, up to a limit. To be called after a batch that was full. */
  grow(): void {
    const rows = this.#table.length - header
    if (rows >= largestTable) return
    const table = new Int32Array(header + rows * 2)
    table.set(this.#table)
    this.#table = table
  }

  /** How many messages of one part each fit into the table. */
  get capacity(): number {
    return this.#table.length - header
  }

  /** Puts these messages into the batch, which must be empty. They will be taken in order. */
  load(messages: Buffer[][]): void {
    if (messages.length === 0) return
    this.#loaded = messages.reverse()
    this.remaining = messages.length
  }

  /** Takes the next message. The batch must not be empty. */
  shift(): Buffer[] {
    if (this.#loaded !== undefined) return this.#shiftLoaded()
    const parts: Buffer[] = [this.#part()]
    while (this.#more) parts.push(this.#part())
    if (--this.remaining === 0) this.clear()
    return parts
  }

  /** Takes the next `count` messages. The batch must hold that many. */
  take(count: number): Buffer[][] {
    const taken: Buffer[][] = []
    for (let index = 0; index < count; index++) taken.push(this.shift())
    return taken
  }

  #shiftLoaded(): Buffer[] {
    const message = this.#loaded?.pop() as Buffer[]
    if (--this.remaining === 0) this.#loaded = undefined
    return message
  }

  /** Drops all messages. */
  clear(): void {
    this.remaining = 0
    this.#loaded = undefined
    this.#arena = undefined
    this.#large = undefined
  }

  #more = false

  #part(): Buffer {
    const entry = this.#table[this.#cursor++]!
    if (entry >= 0) {
      const length = entry >> 1
      this.#more = (entry & 1) === 1
      const part = view(this.#arena as ArrayBuffer, this.#offset, length)
      this.#offset = (this.#offset + length + alignment - 1) & -alignment
      return part
    }
    this.#more = entry === moreLarge
    const memory = this.#large![this.#nextLarge++]!
    return view(memory, 0, memory.byteLength)
  }
}
