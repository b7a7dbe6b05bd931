import { types } from "node:util"
import { binding } from "../addon/binding.js"
import { invalidArgumentType, invalidArgumentValue } from "../errors/errors.js"

const digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"

/** A CURVE key's size. */
export const keyBytes = 32
/** The same, as Z85. */
export const keyCharacters = 40

/** Whether each five of the characters stand for four bytes. */
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

/** Whether the text is a CURVE key. libzmq would leave half a key behind where it is not. */
export function isKey(text: string): boolean {
  return text.length === keyCharacters && isZ85(text)
}

/**
 * Writes bytes as Z85, five characters for each four bytes.
 *
 * @throws TypeError unless given bytes, a multiple of four of them.
 * @see zmq_z85_encode(3)
 */
export function z85Encode(bytes: Uint8Array): string {
  // What is encoded is a key as often as not, so errors do not show it.
  if (!types.isUint8Array(bytes)) throw invalidArgumentType("bytes", "a Buffer or Uint8Array", bytes, true)
  if (bytes.length % 4 !== 0) throw invalidArgumentValue("bytes", "a multiple of 4 bytes long", bytes, true)
  return binding.z85Encode(bytes)
}

/**
 * The bytes that a text in Z85 stands for.
 *
 * @throws TypeError unless given a string in Z85.
 * @see zmq_z85_decode(3)
 */
export function z85Decode(text: string): Buffer {
  if (typeof text !== "string") throw invalidArgumentType("text", "a string", text, true)
  if (!isZ85(text)) throw invalidArgumentValue("text", "Z85, a multiple of 5 characters long", text, true)
  // libzmq takes no text to be an error.
  return text === "" ? Buffer.alloc(0) : binding.z85Decode(text)
}
