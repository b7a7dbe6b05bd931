import { binding } from "../addon/binding.js"

/**
 * The reason why a handshake failed, named as in zmq.h: `ZMQ_PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC` is
 * `"ERR_ZMTP_CRYPTOGRAPHIC"`.
 */
export type ProtocolErrorCode =
  | "ERR_ZMTP_UNSPECIFIED"
  | "ERR_ZMTP_UNEXPECTED_COMMAND"
  | "ERR_ZMTP_INVALID_SEQUENCE"
  | "ERR_ZMTP_KEY_EXCHANGE"
  | "ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED"
  | "ERR_ZMTP_MALFORMED_COMMAND_MESSAGE"
  | "ERR_ZMTP_MALFORMED_COMMAND_HELLO"
  | "ERR_ZMTP_MALFORMED_COMMAND_INITIATE"
  | "ERR_ZMTP_MALFORMED_COMMAND_ERROR"
  | "ERR_ZMTP_MALFORMED_COMMAND_READY"
  | "ERR_ZMTP_MALFORMED_COMMAND_WELCOME"
  | "ERR_ZMTP_INVALID_METADATA"
  | "ERR_ZMTP_CRYPTOGRAPHIC"
  | "ERR_ZMTP_MECHANISM_MISMATCH"
  | "ERR_ZAP_UNSPECIFIED"
  | "ERR_ZAP_MALFORMED_REPLY"
  | "ERR_ZAP_BAD_REQUEST_ID"
  | "ERR_ZAP_BAD_VERSION"
  | "ERR_ZAP_INVALID_STATUS_CODE"
  | "ERR_ZAP_INVALID_METADATA"
  | "ERR_WS_UNSPECIFIED"
  | "ERR_UNKNOWN"

const prefix = "ZMQ_PROTOCOL_ERROR_"

const protocolErrors = new Map<number, ProtocolErrorCode>(
  Object.entries(binding.constants)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [value, `ERR_${name.slice(prefix.length)}` as ProtocolErrorCode]),
)

/** A handshake failed because a peer, or the ZAP handler, violated the protocol or speaks another one. */
export class ProtocolError extends Error {
  /** `"ProtocolError"`. */
  override name = "ProtocolError"
  /** The kind of violation. */
  readonly code: ProtocolErrorCode

  /** @param value One of `ZMQ_PROTOCOL_ERROR_*`. */
  constructor(value: number) {
    const code = protocolErrors.get(value) ?? "ERR_UNKNOWN"
    const [, protocol, ...words] = code.split("_")
    const what = words.length === 0 ? `number 0x${value.toString(16)}` : words.join(" ").toLowerCase()
    super(`Handshake failed, ${protocol} protocol error: ${what}`)
    this.code = code
  }
}

const refusals = new Map([
  [300, "for the moment"],
  [400, "its credentials are not accepted"],
  [500, "the ZAP handler failed"],
])

/** A handshake failed because the server refused the client. */
export class AuthenticationError extends Error {
  /** `"AuthenticationError"`. */
  override name = "AuthenticationError"
  /** The ZAP status: 300 for a refusal that may pass, 400 for credentials that are not accepted, 500 for a failure. */
  readonly status: 300 | 400 | 500

  constructor(status: number) {
    super(`The client was refused: ${refusals.get(status) ?? "for an unknown reason"} (status ${status})`)
    this.status = status as 300 | 400 | 500
  }
}
