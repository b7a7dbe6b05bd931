import { types } from "node:util"
import { invalidArgumentType, invalidArgumentValue } from "../errors/errors.js"

/** A part of a received message. */
export type Message = Buffer

/**
 * What can be sent as a part of a message: bytes, text (as UTF-8), a number (as its decimal text), or null (an empty
 * part).
 */
export type MessageLike = ArrayBufferView | ArrayBuffer | SharedArrayBuffer | string | number | null

/** What a send takes as a part of a message: a {@link MessageLike}, or undefined, which is an empty part too. */
export type MessagePart = MessageLike | undefined

/** What can be sent: one part, or an array of parts. */
export type Outbound = MessagePart | readonly MessagePart[]

/** What the addon answers to a part of no type that can be sent. */
export const wrongType = -1
/** What it answers to memory of no bytes: {@link isSendable} says whether it was detached, or has shrunk. */
export const doubtful = -2

// What a view says of itself, whatever a subclass says. `keys` and that of a DataView throw if its memory is gone.
const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array
const keysOf = typedArray.keys
const byteLengthOf = (prototype: object) =>
  Object.getOwnPropertyDescriptor(prototype, "byteLength")?.get as (this: ArrayBufferView) => number
export const byteLengthOfTypedArray = byteLengthOf(typedArray)
const byteLengthOfDataView = byteLengthOf(DataView.prototype)

const expected = "a Buffer, ArrayBufferView, ArrayBuffer, SharedArrayBuffer, string, number, null or undefined"

/** The error for part number `index` of what was to be sent, or for the message itself if it is no array. */
export function invalidPart(message: unknown, index: number, name = "message"): TypeError {
  const isArray = Array.isArray(message)
  const where = isArray ? `${name}[${index}]` : name
  const part: unknown = isArray ? message[index] : message
  if (ArrayBuffer.isView(part) || types.isArrayBuffer(part)) {
    return invalidArgumentValue(where, "bytes whose memory is neither detached nor shrunk", part)
  }
  return invalidArgumentType(where, isArray ? expected : `${expected}, or an array of these`, part)
}

/** The error for a message of no parts. */
export function emptyMessage(message: readonly unknown[], name = "message"): TypeError {
  return invalidArgumentValue(name, "an array of at least one part", message)
}

/** Whether a part can be sent: the same that native/node/part.cc takes. */
export function isSendable(part: unknown): part is MessagePart {
  if (part === null || part === undefined) return true
  if (typeof part === "string" || typeof part === "number") return true
  if (ArrayBuffer.isView(part)) return sizeOf(part) !== undefined
  return types.isSharedArrayBuffer(part) || (types.isArrayBuffer(part) && !isDetached(part))
}

/** The size of a view; undefined where its memory was detached, or has shrunk. */
function sizeOf(view: ArrayBufferView): number | undefined {
  try {
    if (types.isDataView(view)) return byteLengthOfDataView.call(view)
    keysOf.call(view as Uint8Array)
    return byteLengthOfTypedArray.call(view)
  } catch {
    return undefined
  }
}

/** These parts, with null for each memory of no bytes that can be sent. */
export function withoutEmpty(parts: readonly MessagePart[]): MessagePart[] {
  return parts.map((part) => (isEmpty(part) ? null : part))
}

/** Whether a part is memory of no bytes that can be sent. */
export function isEmpty(part: MessagePart): boolean {
  if (ArrayBuffer.isView(part)) return sizeOf(part) === 0
  return types.isArrayBuffer(part) && part.byteLength === 0 && !isDetached(part)
}

function isDetached(memory: ArrayBuffer): boolean {
  if (memory.byteLength > 0) return false
  try {
    new Uint8Array(memory)
    return false
  } catch {
    return true
  }
}
