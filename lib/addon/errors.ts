/**
 * What kept the native addon from being loaded:
 *
 * - `ERR_ZMQ_NAPI_NOT_FOUND`: there is none for this platform, or the file that was named does not exist
 * - `ERR_ZMQ_NAPI_BUNDLED`: zmq-napi is part of a bundle, and neither its package nor its addon is there
 * - `ERR_ZMQ_NAPI_GLIBC`: it needs a newer glibc than the system's
 * - `ERR_ZMQ_NAPI_PERMISSION`: Node's permission model forbids it
 * - `ERR_ZMQ_NAPI_LOAD`: the system or the runtime rejects it for another reason, which the message gives
 */
export type AddonErrorCode =
  | "ERR_ZMQ_NAPI_NOT_FOUND"
  | "ERR_ZMQ_NAPI_BUNDLED"
  | "ERR_ZMQ_NAPI_GLIBC"
  | "ERR_ZMQ_NAPI_PERMISSION"
  | "ERR_ZMQ_NAPI_LOAD"

/** The native addon cannot be loaded. The message says what was found, what was expected, and what to do. */
export class AddonNotFoundError extends Error {
  /** Always `"AddonNotFoundError"`. */
  override readonly name = "AddonNotFoundError"
  /** What kept the addon from being loaded. */
  readonly code: AddonErrorCode

  constructor(code: AddonErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}
