import { Buffer, constants } from "node:buffer"
import { binding, type SocketId } from "../addon/binding.js"

// How the addon describes a batch in a table of 32-bit integers; native/node/receive.cc writes it.
const messages = 0
const code = 1
const header = 2
const moreLarge = -2

/** A small part begins at a multiple of this, which is a power of two. */
const alignment = 8

const { EAGAIN, ENOBUFS } = binding.errnos

binding.setLongestPart(constants.MAX_LENGTH)

const smallestTable = 32
/** The most messages that one native call takes from a socket. */
export const largestBatch = 512
const largestTable = 4 * largestBatch

// Node's own subclass of Uint8Array behind Buffer: its instances are Buffers, made four times faster than by
// `Buffer.from(arrayBuffer, offset, length)`. Elsewhere it is Buffer itself, whose constructor is deprecated.
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

/** Keeps memory that several messages share from being transferred, by one of them, to another thread. */
function keepHere(memory: ArrayBuffer): void {
  // Loaded when it is needed first, since it takes a tenth of the time that loading this package takes.
  markAsUntransferable ??= (require("node:worker_threads") as typeof import("node:worker_threads")).markAsUntransferable
  markAsUntransferable(memory)
}

/**
 * Messages that were received in one native call and wait to be handed out. Small parts share one ArrayBuffer, of no
 * more bytes than they need; large ones have one each. Buffers are made when a message is taken.
 */
export class Batch {
  /** How many messages are left. */
  remaining = 0

  #table: Int32Array = new Int32Array(header + smallestTable)
  #cursor = 0
  #arena: ArrayBuffer | undefined
  #offset = 0
  #large: ArrayBuffer[] | undefined
  /** What keep() was given, the first last. */
  #kept: Buffer[][] | undefined
  #nextLarge = 0

  /**
   * Receives what waits at the socket, at most `limit` messages, in place of what was left here. Returns an errno when
   * nothing was received: EAGAIN when nothing waits, after which the socket signals the next message. With `milliseconds`
   * it waits for that long, or until a signal comes (EINTR).
   */
  fill(socket: SocketId, limit: number, milliseconds = 0): number {
    let table = this.#table
    let received = binding.receive(socket, limit, table, milliseconds)
    // The next message has more parts than the table has rows.
    while (table[messages] < 0) {
      table = this.#table = new Int32Array(header - table[messages])
      received = binding.receive(socket, limit, table, milliseconds)
    }
    if (received === undefined) return table[code] === 0 ? EAGAIN : table[code]

    this.remaining = table[messages]
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
    // Who transferred one of its Buffers would take the others' memory away, received or not.
    if (this.#arena !== undefined && this.#isShared(table)) keepHere(this.#arena)
    if (table.length > header + 2 * largestTable) this.#dropTable()
    return 0
  }

  /** Receives the message that did not fit into the last batch, in place of what was left here: EAGAIN if all did. */
  fillHeldOver(socket: SocketId): number {
    return this.fill(socket, 0)
  }

  /** Makes the Buffers of a message of very many parts at once, so that its table can go. */
  #dropTable(): void {
    const unpacked = this.take(this.remaining)
    this.#table = new Int32Array(header + smallestTable)
    this.keep(unpacked)
  }

  /** Whether the arena holds more than one part. */
  #isShared(table: Int32Array): boolean {
    return this.remaining > 1 || (table[header] !== -1 && (table[header] & 1) === 1) || table[header] === moreLarge
  }

  /** Makes room for larger batches, once one was full. */
  grow(): void {
    const rows = this.#table.length - header
    if (rows >= largestTable) return
    const table = new Int32Array(header + rows * 2)
    table.set(this.#table)
    this.#table = table
  }

  /** How many messages of one part fit into a batch. */
  get capacity(): number {
    return this.#table.length - header
  }

  /** Holds these messages, to be handed out in order. There must be none left. */
  keep(messages: Buffer[][]): void {
    if (messages.length === 0) return
    this.#kept = messages.reverse()
    this.remaining = messages.length
  }

  /** Takes the next message out. There must be one. */
  shift(): Buffer[] {
    if (this.#kept !== undefined) return this.#shiftKept()
    const parts: Buffer[] = [this.#part()]
    while (this.#more) parts.push(this.#part())
    if (--this.remaining === 0) this.clear()
    return parts
  }

  /** Takes the next `count` messages out. There must be as many. */
  take(count: number): Buffer[][] {
    const taken: Buffer[][] = []
    for (let index = 0; index < count; index++) taken.push(this.shift())
    return taken
  }

  #shiftKept(): Buffer[] {
    const message = this.#kept?.pop() as Buffer[]
    if (--this.remaining === 0) this.#kept = undefined
    return message
  }

  /** Drops what is left. */
  clear(): void {
    this.remaining = 0
    this.#kept = undefined
    this.#arena = undefined
    this.#large = undefined
  }

  #more = false

  #part(): Buffer {
    const entry = this.#table[this.#cursor++]
    if (entry >= 0) {
      const length = entry >> 1
      this.#more = (entry & 1) === 1
      const part = view(this.#arena as ArrayBuffer, this.#offset, length)
      this.#offset = (this.#offset + length + alignment - 1) & -alignment
      return part
    }
    this.#more = entry === moreLarge
    const memory = (this.#large as ArrayBuffer[])[this.#nextLarge++]
    return view(memory, 0, memory.byteLength)
  }
}
