import { invalidArgumentType, invalidArgumentValue } from "./errors.js"

/** A part of a received message. */
export type Message = Buffer

/**
 * What can be sent as a part of a message: bytes, text (as UTF-8), a number (as its decimal text), or nothing (an empty
 * part).
 */
export type MessageLike = ArrayBufferView | ArrayBuffer | SharedArrayBuffer | string | number | null | undefined

const expected = "a Buffer, ArrayBufferView, ArrayBuffer, SharedArrayBuffer, string, number, null or undefined"

/** Whether `part` can be sent as a part. */
export function isMessageLike(part: unknown): part is MessageLike {
  switch (typeof part) {
    case "string":
    case "number":
    case "undefined":
      return true
    case "object":
      return (
        part === null || ArrayBuffer.isView(part) || part instanceof ArrayBuffer || part instanceof SharedArrayBuffer
      )
    default:
      return false
  }
}

/** The error for part number `index` of what was to be sent, or for the message itself if it is no array. */
export function invalidPart(message: unknown, index: number): TypeError {
  return Array.isArray(message)
    ? invalidArgumentType(`message[${index}]`, expected, message[index])
    : invalidArgumentType("message", `${expected}, or an array of these`, message)
}

/** The error for a message of no parts. */
export function emptyMessage(message: readonly unknown[]): TypeError {
  return invalidArgumentValue("message", "an array of at least one part", message)
}
