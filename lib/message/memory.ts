import { Buffer, constants } from "node:buffer"
import { binding } from "../addon/binding.js"
import { invalidArgumentType, outOfRange } from "../errors/errors.js"

const maxLength = constants.MAX_LENGTH

/** In bytes. Copying smaller memory is faster than handing it over to libzmq. */
const smallestHandedOver = 32 * 1024

/**
 * Allocates a Buffer of `size` bytes that `send(buffer, { transfer: true })` hands over to libzmq without a copy, and
 * that `send(buffer, { copy: false })` lets libzmq read. As with Node's `Buffer.allocUnsafe`, the memory is not
 * initialized: write all of it, or send only the part that was written. Below 32 KiB, and in runtimes that do not allow
 * external memory, the result is an ordinary Buffer.
 *
 * @param size In bytes.
 * @throws TypeError or RangeError unless `size` is an integer from 0 to `buffer.constants.MAX_LENGTH`.
 */
export function allocUnsafe(size: number): Buffer {
  if (typeof size !== "number") throw invalidArgumentType("size", "a number of bytes", size)
  if (!Number.isInteger(size) || size < 0 || size > maxLength) {
    throw outOfRange("size", `an integer from 0 to ${maxLength}`, size)
  }
  if (size < smallestHandedOver) return Buffer.allocUnsafeSlow(size)
  const memory = binding.allocUnsafe(size)
  if (memory === undefined) throw new RangeError(`There is no memory for a Buffer of ${size} bytes`)
  return Buffer.from(memory)
}
