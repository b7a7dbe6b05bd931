import { types } from "node:util"
import { invalidArgumentType, invalidArgumentValue } from "../errors/errors.js"

/** A part of a received message. A whole message is an array of these; the name is that of the `zeromq` package. */
export type Message = Buffer

/**
 * A value that can be sent as a part of a message: bytes, text (as UTF-8), a number (as its decimal text), or null (an
 * empty part).
 */
export type MessageLike = ArrayBufferView | ArrayBuffer | SharedArrayBuffer | string | number | null

/** A part of a message to send: a {@link MessageLike}, or undefined, which is an empty part too. */
export type MessagePart = MessageLike | undefined

/** A message to send: one part, or an array of parts. */
export type Outbound = MessagePart | readonly MessagePart[]

// The built-in methods and getters, since a subclass may override them. `keys`, and the getter of DataView, throw if
// the view's memory was detached or has shrunk.
const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array
const keysOf = typedArray.keys
const byteLengthOf = (prototype: object) =>
  Object.getOwnPropertyDescriptor(prototype, "byteLength")?.get as (this: ArrayBufferView) => number
export const byteLengthOfTypedArray = byteLengthOf(typedArray)
const byteLengthOfDataView = byteLengthOf(DataView.prototype)

const expected = "a Buffer, ArrayBufferView, ArrayBuffer, SharedArrayBuffer, string, number, null or undefined"

/** The error for part number `index` of a message, or for the message itself if it is not an array. */
export function invalidPart(message: unknown, index: number, name = "message"): TypeError {
  const isArray = Array.isArray(message)
  const where = isArray ? `${name}[${index}]` : name
  const part: unknown = isArray ? message[index] : message
  if (ArrayBuffer.isView(part) || types.isArrayBuffer(part)) {
    return lostMemory(where, part)
  }
  const error = invalidArgumentType(where, isArray ? expected : `${expected}, or an array of these`, part)
  // A promise, a Proxy of bytes or an array within a message was meant otherwise.
  const isObject = typeof part === "object" && !types.isPromise(part) && !types.isProxy(part) && !Array.isArray(part)
  if (isObject) error.message += "; sendJson() and sendObject() send objects"
  return error
}

/** The error for a message without parts. */
export function emptyMessage(message: readonly unknown[], name = "message"): TypeError {
  return invalidArgumentValue(name, "an array of at least one part", message)
}

/** Whether a part can be sent. Must accept the same parts as native/node/message/part.cc. */
export function isSendable(part: unknown): part is MessagePart {
  if (part === null || part === undefined) return true
  if (typeof part === "string" || typeof part === "number") return true
  if (ArrayBuffer.isView(part)) return sizeOf(part) !== undefined
  return types.isSharedArrayBuffer(part) || (types.isArrayBuffer(part) && !isDetached(part))
}

/** The size of a view in bytes; undefined if its memory was detached or has shrunk. */
function sizeOf(view: ArrayBufferView): number | undefined {
  try {
    if (types.isDataView(view)) return byteLengthOfDataView.call(view)
    keysOf.call(view as Uint8Array)
    return byteLengthOfTypedArray.call(view)
  } catch {
    return undefined
  }
}

/** The error for bytes whose memory is gone. */
export function lostMemory(name: string, value: unknown, secret = false): TypeError {
  return invalidArgumentValue(name, "bytes whose memory is neither detached nor shrunk", value, secret)
}

/** Throws if the value is a view whose memory is gone: it has no bytes, and must not pass for an empty one. */
export function checkMemory(name: string, value: unknown, secret = false): void {
  if (!ArrayBuffer.isView(value) || sizeOf(value) !== undefined) return
  throw lostMemory(name, value, secret)
}

/** Throws unless the value is a view or an ArrayBuffer that has its memory. */
export function checkBytes(name: string, value: unknown): asserts value is ArrayBufferView | ArrayBufferLike {
  if (!ArrayBuffer.isView(value) && !types.isAnyArrayBuffer(value)) {
    throw invalidArgumentType(name, "a Buffer, ArrayBufferView, ArrayBuffer or SharedArrayBuffer", value)
  }
  if (!isSendable(value)) throw lostMemory(name, value)
}

/** A copy of the parts in which each sendable part of 0 bytes of memory is null. */
export function withoutEmpty(parts: readonly MessagePart[]): MessagePart[] {
  return parts.map((part) => (isEmpty(part) ? null : part))
}

/** Whether a part is memory of 0 bytes that can be sent. */
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
