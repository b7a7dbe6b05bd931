import { types } from "node:util"
import { binding } from "../addon/binding.js"
import { invalidArgumentType, invalidArgumentValue } from "../errors/errors.js"

const digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"

/** The size of a CURVE key in bytes. */
export const keyBytes = 32
/** The size of a CURVE key as Z85, in characters. */
export const keyCharacters = 40

/** Whether every group of five characters encodes four bytes. */
function isZ85(text: string): boolean {
  if (text.length % 5 !== 0) return false
  for (let start = 0; start < text.length; start += 5) {
    let sum = 0
    for (let at = start; at < start + 5; at++) {
      const digit = digits.indexOf(text.charAt(at))
      if (digit === -1) return false
      sum = sum * 85 + digit
    }
    if (sum > 0xff_ff_ff_ff) return false
  }
  return true
}

/** Whether the text is a CURVE key. Callers check this first, because libzmq keeps half of an invalid key. */
export function isKey(text: string): boolean {
  return text.length === keyCharacters && isZ85(text)
}

/**
 * Encodes bytes as Z85: five characters for every four bytes.
 *
 * @throws TypeError unless `bytes` is a Buffer or Uint8Array whose length is a multiple of 4.
 * @see zmq_z85_encode(3)
 */
export function z85Encode(bytes: Uint8Array): string {
  // The bytes are often a key, so errors do not show them.
  if (!types.isUint8Array(bytes)) throw invalidArgumentType("bytes", "a Buffer or Uint8Array", bytes, true)
  if (bytes.length % 4 !== 0) throw invalidArgumentValue("bytes", "a multiple of 4 bytes long", bytes, true)
  return binding.z85Encode(bytes)
}

/**
 * Decodes a Z85 text to bytes.
 *
 * @throws TypeError unless `text` is a string in Z85.
 * @see zmq_z85_decode(3)
 */
export function z85Decode(text: string): Buffer {
  if (typeof text !== "string") throw invalidArgumentType("text", "a string", text, true)
  if (!isZ85(text)) throw invalidArgumentValue("text", "Z85, a multiple of 5 characters long", text, true)
  // libzmq reports an empty text as an error.
  return text === "" ? Buffer.alloc(0) : binding.z85Decode(text)
}
