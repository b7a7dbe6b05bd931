import { invalidArgumentType, invalidArgumentValue } from "./errors.js"

/** A part of a received message. */
export type Message = Buffer

/**
 * What can be sent as a part of a message: bytes, text (as UTF-8), a number (as its decimal text), or nothing (an empty
 * part).
 */
export type MessageLike = ArrayBufferView | ArrayBuffer | SharedArrayBuffer | string | number | null | undefined

const expected = "a Buffer, ArrayBufferView, ArrayBuffer, SharedArrayBuffer, string, number, null or undefined"

/** The error for part number `index` of what was to be sent, or for the message itself if it is no array. */
export function invalidPart(message: unknown, index: number): TypeError {
  const isArray = Array.isArray(message)
  const name = isArray ? `message[${index}]` : "message"
  const part: unknown = isArray ? message[index] : message
  if (ArrayBuffer.isView(part) || part instanceof ArrayBuffer) {
    return invalidArgumentValue(name, "bytes whose memory was not detached", part)
  }
  return invalidArgumentType(name, isArray ? expected : `${expected}, or an array of these`, part)
}

/** The error for a message of no parts. */
export function emptyMessage(message: readonly unknown[]): TypeError {
  return invalidArgumentValue("message", "an array of at least one part", message)
}
