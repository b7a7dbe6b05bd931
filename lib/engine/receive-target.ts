import { types } from "node:util"
import { MessageFormatError } from "../errors/errors.js"
import { checkBytes, isSendable, lostMemory, type Message } from "../message/message.js"
import { type MessageSize, sizeOf } from "../message/size.js"

/** Memory of the program into which one message is received, and how that ended. For one receive. */
export class ReceiveTarget {
  /** The memory that the program gave, as it was when the receive began. */
  readonly bytes: Uint8Array
  /** Whether the message may have parts before the one that goes into the memory. */
  readonly envelope: boolean
  /** The size of the part in the memory, in bytes; -1 if the message does not fit. */
  #size = -1
  /** The parts before it; all parts of a message that does not fit. */
  #others: Message[] = []

  /** Throws a TypeError unless `memory` is memory. */
  constructor(memory: ArrayBufferView | ArrayBufferLike, envelope: boolean) {
    this.bytes = bytesOf(memory)
    this.envelope = envelope
  }

  /** Whether the memory is neither detached nor shrunk. */
  get usable(): boolean {
    return isSendable(this.bytes)
  }

  /** The message has this many bytes of its last part in the memory, and these parts before it. */
  received(size: number, envelope: Message[]): void {
    this.#size = size
    this.#others = envelope
  }

  /** Copies the last part of a received message into the memory, if the message fits. */
  copy(parts: Message[]): void {
    this.#others = parts
    const last = parts[parts.length - 1]!
    if (last.length > this.bytes.length || (parts.length > 1 && !this.envelope)) return
    this.bytes.set(last)
    this.#size = last.length
    parts.pop()
  }

  /** How large the message was. */
  get messageSize(): MessageSize {
    const { parts, bytes } = sizeOf(this.#others)
    return this.#size < 0 ? { parts, bytes } : { parts: parts + 1, bytes: bytes + this.#size }
  }

  /** The size of the part in the memory. Throws a MessageFormatError, which has the message, if it did not fit. */
  get size(): number {
    if (this.#size >= 0) return this.#size
    const parts = this.#others
    const { length } = parts
    if (length > 1 && !this.envelope) {
      throw new MessageFormatError(
        `The message has ${length} parts; ask for the envelope, by { envelope: true }`,
        parts,
      )
    }
    const what = length === 1 ? "The message" : `Part ${length} of ${length} of the message`
    const { length: given } = this.bytes
    throw new MessageFormatError(`${what} has ${parts[length - 1]!.length} bytes; the memory has ${given}`, parts)
  }

  /** The parts before the one in the memory. */
  get parts(): Message[] {
    return this.#others
  }

  /** The error for memory that is not {@link usable}. */
  lostMemory(): TypeError {
    return lostMemory("memory", this.bytes)
  }
}

function bytesOf(memory: unknown): Uint8Array {
  // Whether it still has its memory is asked when a message comes.
  if (types.isUint8Array(memory)) return memory
  checkBytes("memory", memory)
  const isView = ArrayBuffer.isView(memory)
  return isView ? new Uint8Array(memory.buffer, memory.byteOffset, memory.byteLength) : new Uint8Array(memory)
}
