import type { SeededRandom } from "../../../support/seeded-random"

/** Sizes at the limits of the decoders: short and long frames, small messages, batches. */
const limits = [
  0, 1, 2, 3, 7, 8, 9, 16, 29, 30, 31, 32, 33, 34, 125, 126, 127, 128, 253, 254, 255, 256, 257, 8183, 8192,
]

export function someSize(random: SeededRandom): number {
  if (random.oneIn(2)) return random.below(20)
  if (random.oneIn(60)) return random.below(70_000)
  return random.pick(limits)
}

/**
 * A wrong length for that many bytes. What is far too long is beyond all memory: lengths between would have libzmq
 * reserve what the machine cannot spare.
 */
export function wrongLength(random: SeededRandom, right: number): bigint {
  const far = [2n ** 47n, 2n ** 62n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 64n, 2n ** 64n - 2n, 2n ** 64n - 1n]
  const near = [right - 1, right + 1, right + 100, 0].map((length) => BigInt(Math.max(0, length)))
  return random.pick([...far, ...near])
}

/** Bytes of a name or value: text, zeros, or anything. */
export function someBytes(random: SeededRandom, size = someSize(random)): Buffer {
  if (random.oneIn(3)) return Buffer.alloc(size, random.pick(["a", "\0", "\x01", "\xff"]))
  return size <= 300 ? random.bytes(size) : Buffer.alloc(size, random.bytes(61))
}
