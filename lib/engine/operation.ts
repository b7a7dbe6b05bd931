import { invalidArgumentType, outOfRange } from "../errors/errors.js"
import { type KnownNames, namesOf } from "../errors/known-names.js"
import { isAborted, reasonOf } from "./abort.js"

/** What a single send or receive may ask for. */
export interface OperationOptions {
  /**
   * How long the operation may wait, in milliseconds: -1 for ever, 0 not at all. By default the socket's
   * `receiveTimeout` or `sendTimeout`. When it is over, the operation rejects with a `TimeoutError`.
   */
  timeout?: number
  /**
   * Ends the operation when it is aborted: it rejects with the signal's reason, and leaves no trace on the socket. Any
   * object counts that has the members of a signal, of whichever realm or package.
   */
  signal?: AbortSignal
}

/** What a single send may ask for. */
export interface SendOptions extends OperationOptions {
  /**
   * Hands the memory of the message over, by default false: every ArrayBuffer of the message is detached when the send
   * begins, so that nothing can change a message that is under way. What cannot be detached (strings, SharedArrayBuffers,
   * small Buffers that share Node's pool, small parts that were received) is left as it is.
   *
   * Memory of {@link allocUnsafe} and large parts that were received go to libzmq without a copy. All other memory is
   * copied as it is without this option: it belongs to a JavaScript thread, and a message may outlive that.
   */
  transfer?: boolean
}

/** What a receive of several messages may ask for. */
export interface ReceiveManyOptions extends OperationOptions {
  /** The most messages to receive, at least 1. By default as many as one look at the socket brings, 512 at most. */
  max?: number
}

/** What an operation that blocks may ask for. */
export type SyncOptions = Pick<OperationOptions, "timeout">

export const receiveNames = namesOf<OperationOptions>("options of a receive", { timeout: true, signal: true })
export const receiveManyNames = namesOf<ReceiveManyOptions>("options of receiveMany", {
  timeout: true,
  signal: true,
  max: true,
})
export const sendNames = namesOf<SendOptions>("options of a send", { timeout: true, signal: true, transfer: true })
export const syncNames = namesOf<SyncOptions>("options of an operation that blocks", { timeout: true })

const longestTimeout = 0x7fffffff

/** The options of an operation, each read once; or why it cannot even begin with them. */
export class ParsedOptions {
  timeout: number | undefined
  signal: AbortSignal | undefined
  transfer = false
  max: number | undefined
  refusal: unknown

  /** @param names Those that the options may have; null where they were checked already. */
  constructor(options: (SendOptions & ReceiveManyOptions) | undefined, names: KnownNames | null) {
    if (options === undefined) return
    try {
      this.#read(options, names)
    } catch (error) {
      this.refusal = error
    }
  }

  #read(options: SendOptions & ReceiveManyOptions, names: KnownNames | null): void {
    if (typeof options !== "object" || options === null) throw invalidArgumentType("options", "an object", options)
    names?.check(options)
    const { timeout, signal, transfer, max } = options
    if (timeout !== undefined) checkTimeout(timeout)
    if (transfer !== undefined && typeof transfer !== "boolean") {
      throw invalidArgumentType("options.transfer", "a boolean", transfer)
    }
    if (max !== undefined) checkMax(max)
    this.timeout = timeout
    this.transfer = transfer === true
    this.max = max
    if (signal === undefined) return
    const aborted = isAborted(signal)
    if (aborted === undefined) throw invalidArgumentType("options.signal", "an AbortSignal", signal)
    if (aborted) throw reasonOf(signal)
    this.signal = signal
  }
}

export function checkTimeout(timeout: unknown, name = "options.timeout"): void {
  if (typeof timeout !== "number") throw invalidArgumentType(name, "a number of milliseconds", timeout)
  if (Number.isInteger(timeout) && timeout >= -1 && timeout <= longestTimeout) return
  throw outOfRange(name, `an integer from -1 to ${longestTimeout}, in milliseconds`, timeout)
}

function checkMax(max: number): void {
  if (typeof max !== "number") throw invalidArgumentType("options.max", "a number of messages", max)
  if (!Number.isInteger(max) || max < 1) throw outOfRange("options.max", "an integer of at least 1", max)
}
