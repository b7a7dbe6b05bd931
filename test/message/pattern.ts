/** The bytes 0 to `length` - 1, and so on from 0 after 255, so that each place has its own. */
export function pattern(length: number, first = 0): Buffer {
  const bytes = Buffer.alloc(length)
  for (let index = 0; index < length; index++) bytes[index] = first + index
  return bytes
}
