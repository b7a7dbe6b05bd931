import { types } from "node:util"
import { invalidArgumentType, invalidArgumentValue } from "./errors.js"

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

const expected = "a Buffer, ArrayBufferView, ArrayBuffer, SharedArrayBuffer, string, number, null or undefined"

/** The error for part number `index` of what was to be sent, or for the message itself if it is no array. */
export function invalidPart(message: unknown, index: number, name = "message"): TypeError {
  const isArray = Array.isArray(message)
  const where = isArray ? `${name}[${index}]` : name
  const part: unknown = isArray ? message[index] : message
  if (ArrayBuffer.isView(part) || types.isArrayBuffer(part)) {
    return invalidArgumentValue(where, "bytes whose memory was not detached", part)
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
  if (ArrayBuffer.isView(part)) return types.isSharedArrayBuffer(part.buffer) || !isDetached(part.buffer as ArrayBuffer)
  return types.isSharedArrayBuffer(part) || (types.isArrayBuffer(part) && !isDetached(part))
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
