import { Buffer } from "node:buffer"
import { types } from "node:util"
import type { Outbound } from "./message.js"

/** How large a message is. */
export interface MessageSize {
  readonly parts: number
  /** The bytes of all parts. */
  readonly bytes: number
}

/** The size of a message that can be sent, or that was received. A message whose memory was handed over has 0 bytes. */
export function sizeOf(message: Outbound): MessageSize {
  if (!Array.isArray(message)) return { parts: 1, bytes: bytesOf(message) }
  let parts = 0
  let bytes = 0
  for (const part of message as readonly unknown[]) {
    // Behind the parts, a received message of a draft socket has an object with its routing id or group.
    if (isMetadata(part)) continue
    parts++
    bytes += bytesOf(part)
  }
  return { parts, bytes }
}

function isMetadata(part: unknown): boolean {
  return typeof part === "object" && part !== null && !isMemory(part)
}

function isMemory(part: object): part is ArrayBufferLike | ArrayBufferView {
  return ArrayBuffer.isView(part) || types.isAnyArrayBuffer(part)
}

function bytesOf(part: unknown): number {
  if (typeof part === "string") return Buffer.byteLength(part)
  if (typeof part === "number") return String(part).length
  return typeof part === "object" && part !== null && isMemory(part) ? part.byteLength : 0
}
