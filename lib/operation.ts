import { invalidArgumentType, outOfRange } from "./errors.js"

/** What a single send or receive may ask for. */
export interface OperationOptions {
  /**
   * How long the operation may wait, in milliseconds: -1 for ever, 0 not at all. By default the socket's
   * `receiveTimeout` or `sendTimeout`. When it is over, the operation rejects with a `TimeoutError`.
   */
  timeout?: number
  /** Ends the operation when it is aborted: it rejects with the signal's reason, and leaves no trace on the socket. */
  signal?: AbortSignal
}

const longestTimeout = 0x7fffffff

/** Why an operation cannot even begin: its options cannot be used, or its signal was aborted already. */
export function whyRefused(options: OperationOptions | undefined): unknown {
  try {
    if (options !== undefined) checkOperation(options)
    return undefined
  } catch (error) {
    return error
  }
}

function checkOperation(options: OperationOptions): void {
  if (typeof options !== "object" || options === null) throw invalidArgumentType("options", "an object", options)
  const { timeout, signal } = options
  if (timeout !== undefined) {
    if (typeof timeout !== "number") throw invalidArgumentType("options.timeout", "a number of milliseconds", timeout)
    if (!Number.isInteger(timeout) || timeout < -1 || timeout > longestTimeout) {
      throw outOfRange("options.timeout", `an integer from -1 to ${longestTimeout}, in milliseconds`, timeout)
    }
  }
  if (signal !== undefined) {
    if (!(signal instanceof AbortSignal)) throw invalidArgumentType("options.signal", "an AbortSignal", signal)
    signal.throwIfAborted()
  }
}
