import { allocUnsafe, type Pull } from "#lib/index"
import type { Pipeline } from "../support/pipeline"
import { timeLimit } from "../support/waiting"

export const transfer = { transfer: true }
export const sizes = [1, 29, 33, 34, 1024, 32_767, 32_768, 100_000, 5_000_000]

/** Bytes that each have their own place, in memory of V8's. */
export function fromV8(size: number, seed = 0): Uint8Array {
  return fill(new Uint8Array(size), seed)
}

/** The same in libzmq's. */
export function fromLibzmq(size: number, seed = 0): Uint8Array {
  return fill(allocUnsafe(size), seed)
}

export function fill<T extends Uint8Array>(bytes: T, seed: number): T {
  for (let index = 0; index < bytes.length; index++) bytes[index] = seed + index * 7
  return bytes
}

/** The memory of a view, which a DataView has even when it was taken away, or the memory itself. */
export function memoryOf(part: ArrayBufferView | ArrayBuffer): ArrayBufferLike {
  return ArrayBuffer.isView(part) ? part.buffer : part
}

/** A large part that was received, whose memory libzmq gave. */
export async function received(pipeline: Pipeline, size = 100_000): Promise<Buffer> {
  await pipeline.push.send(fromV8(size))
  const [part] = await pipeline.pull.receive(timeLimit)
  return part!
}

export async function next(pull: Pull): Promise<Buffer[]> {
  return pull.receive(timeLimit)
}

export const sources = { "memory of V8": fromV8, "memory of allocUnsafe": fromLibzmq }
