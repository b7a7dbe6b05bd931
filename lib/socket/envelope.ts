import type { OperationOptions } from "../engine/operation.js"
import { invalidArgumentType, invalidArgumentValue } from "../errors/errors.js"
import type { Message } from "../message/message.js"
import { handleOf, type Socket } from "./socket.js"

/** Options for receiving a value. */
export interface ReceiveValueOptions extends OperationOptions {
  /**
   * Accepts messages of several parts, of which the last is the value, and returns the parts before it too. Default
   * false.
   */
  envelope?: boolean | undefined
}

/** A value that was received behind other parts. */
export interface Enveloped<T> {
  /** The parts before the value. */
  envelope: Message[]
  /** The last part, decoded; of `receiveInto`, its size in bytes. */
  value: T
}

/** The same options for a call that blocks. */
export type Blocking<Options> = Omit<Options, "signal">
export type WithEnvelope<Options> = Options & { envelope: true }
export type WithoutEnvelope<Options> = Options & { envelope?: false | undefined }

/** Whether the caller asks for the envelope. Throws if it does not, although every message of this socket has one. */
export function wantsEnvelope(socket: Socket, options: ReceiveValueOptions): boolean {
  const { envelope = false } = options
  if (typeof envelope !== "boolean") throw invalidArgumentType("options.envelope", "a boolean", envelope)
  if (envelope || socket[handleOf].sendQueue.leastParts === 1) return envelope
  const { socketName } = socket[handleOf]
  throw invalidArgumentValue("options.envelope", `true: a ${socketName}'s messages begin with a routing id`, envelope)
}
