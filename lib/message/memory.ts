import { Buffer, constants } from "node:buffer"
import { binding } from "../addon/binding.js"
import { invalidArgumentType, outOfRange } from "../errors/errors.js"

const maxLength = constants.MAX_LENGTH

/** Smaller memory is copied faster than it is handed over. */
const smallestLent = 32 * 1024

/**
 * A Buffer of `size` bytes that `send(buffer, { transfer: true })` hands to libzmq without a copy. As with Node's own
 * `Buffer.allocUnsafe`, its memory has whatever was in it before: write all of it, or send the part that was written.
 * Where the runtime allows no foreign memory, and below 32 KiB, it is an ordinary Buffer.
 *
 * @param size In bytes.
 * @throws TypeError or RangeError for a size that is no integer from 0 to `buffer.constants.MAX_LENGTH`.
 */
export function allocUnsafe(size: number): Buffer {
  if (typeof size !== "number") throw invalidArgumentType("size", "a number of bytes", size)
  if (!Number.isInteger(size) || size < 0 || size > maxLength) {
    throw outOfRange("size", `an integer from 0 to ${maxLength}`, size)
  }
  if (size < smallestLent) return Buffer.allocUnsafeSlow(size)
  const memory = binding.allocUnsafe(size)
  if (memory === undefined) throw new RangeError(`There is no memory for a Buffer of ${size} bytes`)
  return Buffer.from(memory)
}
