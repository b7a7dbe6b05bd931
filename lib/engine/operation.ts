import { copied, type Handling, referred, transferred } from "../addon/binding.js"
import { invalidArgumentType, invalidOption, outOfRange } from "../errors/errors.js"
import { type KnownNames, namesOf } from "../options/known-names.js"
import { isAborted, reasonOf } from "./abort.js"

/** The options of a single send or receive. */
export interface OperationOptions {
  /**
   * How long the operation may wait, in milliseconds: -1 for ever, 0 not at all. By default the socket's
   * `receiveTimeout` or `sendTimeout`. When the time is over, the operation rejects with a `TimeoutError`.
   */
  timeout?: number | undefined
  /**
   * Ends the operation when the signal is aborted: the operation rejects with the signal's reason, and does not affect the
   * socket any more. Any object with the members of an AbortSignal is accepted, of any realm or package.
   */
  signal?: AbortSignal | undefined
}

/** The options of a send. */
export interface SendOptions extends OperationOptions {
  /**
   * Whether to hand over the memory of the message; by default false. Every ArrayBuffer of the message is then detached
   * when the send begins, so that the program cannot change a message that is being sent. Values that cannot be
   * detached (strings, SharedArrayBuffers, small Buffers that share Node's pool, small received parts) stay as they
   * are.
   *
   * Memory of {@link allocUnsafe} and large received parts go to libzmq without a copy. Other memory is copied, as
   * without this option: it belongs to a JavaScript thread, and a message may outlive the thread.
   */
  transfer?: boolean | undefined
  /**
   * Whether to copy the memory of the message; by default true. With false, memory of {@link allocUnsafe} and large
   * received parts go to libzmq without a copy, and stay usable here. Do not write to them until `whenFree` or `isFree`
   * says that no message uses the memory any more: a peer would receive what is written, or some of it. Reading and
   * sending them again is fine, also to several sockets.
   *
   * Everything else is copied, as by default: other memory belongs to a JavaScript thread, and a message may outlive
   * the thread; and views of less than 32 KiB, where a copy costs less. Cannot be combined with {@link transfer}.
   */
  copy?: boolean | undefined
}

/** The options of a receive of several messages. */
export interface ReceiveManyOptions extends OperationOptions {
  /** The most messages to receive, at least 1. By default as many as one call to the addon returns, at most 512. */
  max?: number | undefined
}

/** The options of a blocking operation. */
export type SyncOptions = Pick<OperationOptions, "timeout">

/** The options of a blocking send. */
export type SendSyncOptions = Pick<SendOptions, "timeout" | "copy">

export const receiveNames = namesOf<OperationOptions>("options of a receive", { timeout: true, signal: true })
export const receiveManyNames = namesOf<ReceiveManyOptions>("options of receiveMany", {
  timeout: true,
  signal: true,
  max: true,
})
export const sendNames = namesOf<SendOptions>("options of a send", {
  timeout: true,
  signal: true,
  transfer: true,
  copy: true,
})
export const syncNames = namesOf<SyncOptions>("options of an operation that blocks", { timeout: true })
export const sendSyncNames = namesOf<SendSyncOptions>("options of an operation that blocks", {
  timeout: true,
  copy: true,
})

const longestTimeout = 0x7fffffff

/** The options of an operation, each read once; or the `error` if they are not valid. */
export class ParsedOptions {
  timeout: number | undefined
  signal: AbortSignal | undefined
  handling: Handling = copied
  max: number | undefined
  error: unknown

  /** @param names The names of the options that are allowed; null if the names were checked already. */
  constructor(options: (SendOptions & ReceiveManyOptions) | undefined, names: KnownNames | null) {
    if (options === undefined) return
    try {
      this.#read(options, names)
    } catch (error) {
      this.error = error
    }
  }

  #read(options: SendOptions & ReceiveManyOptions, names: KnownNames | null): void {
    if (typeof options !== "object" || options === null) throw invalidArgumentType("options", "an object", options)
    names?.check(options)
    const { timeout, signal, transfer, copy, max } = options
    if (timeout !== undefined) checkTimeout(timeout)
    if (transfer !== undefined && typeof transfer !== "boolean") {
      throw invalidArgumentType("options.transfer", "a boolean", transfer)
    }
    if (copy !== undefined && typeof copy !== "boolean") {
      throw invalidArgumentType("options.copy", "a boolean", copy)
    }
    if (transfer === true && copy === false) {
      throw invalidOption("`transfer: true` hands the memory over, and `copy: false` keeps it; give one of them")
    }
    if (max !== undefined) checkMax(max)
    this.timeout = timeout
    if (transfer === true) this.handling = transferred
    if (copy === false) this.handling = referred
    this.max = max
    if (signal === undefined) return
    const aborted = isAborted(signal)
    if (aborted === undefined) throw invalidArgumentType("options.signal", "an AbortSignal", signal)
    if (aborted) throw reasonOf(signal)
    this.signal = signal
  }
}

export function checkTimeout(timeout: unknown, name = "options.timeout"): asserts timeout is number {
  if (typeof timeout !== "number") throw invalidArgumentType(name, "a number of milliseconds", timeout)
  if (Number.isInteger(timeout) && timeout >= -1 && timeout <= longestTimeout) return
  throw outOfRange(name, `an integer from -1 to ${longestTimeout}, in milliseconds`, timeout)
}

function checkMax(max: number): void {
  if (typeof max !== "number") throw invalidArgumentType("options.max", "a number of messages", max)
  if (!Number.isInteger(max) || max < 1) throw outOfRange("options.max", "an integer of at least 1", max)
}
