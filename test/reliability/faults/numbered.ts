import assert from "node:assert/strict"
/** A message of two parts: its number, and `size` bytes that depend on it. */
export function numbered(number: number, size: number): [string, Buffer] {
  return [String(number), Buffer.alloc(size, number)]
}

/** The number of a message, which must be whole and unchanged. */
export function numberOf(parts: readonly Buffer[], size: number): number {
  const number = Number(parts[0])
  const [, body] = numbered(number, size)
  assert.ok(parts.length === 2 && parts[1]!.equals(body), `message ${number} is torn or changed`)
  return number
}

/** Checks that these numbers came in order, each once, and returns how many of `count` are missing. */
export function missing(received: readonly number[], count: number): number {
  for (const [index, number] of received.entries()) {
    const before = index === 0 ? -1 : received[index - 1]!
    assert.ok(number > before && number < count, `${number} came after ${before}`)
  }
  return count - received.length
}
