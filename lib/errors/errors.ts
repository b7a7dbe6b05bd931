import { inspect, types } from "node:util"
import { binding } from "../addon/binding.js"
import { codeOf, errnoOf, type ZmqErrorCode } from "./codes.js"

export type { ZmqErrorCode }

/** What an error carries beside its message. */
export interface ZmqErrorDetails {
  /** The libzmq function that failed, or that would have been called: `"zmq_bind"`. */
  syscall?: string | undefined
  /** The endpoint that was given, where there was one. */
  address?: string | undefined
}

/**
 * An error of libzmq, or of a socket's or context's state.
 *
 * Every operation that fails for a reason other than a bad argument fails with this class; a bad argument is a
 * `TypeError` or `RangeError` whose `code` starts with `ERR_`.
 */
export class ZmqError extends Error {
  /** `"ZmqError"`. */
  override name = "ZmqError"
  /** The error's name, as in the libzmq manual: `"EAGAIN"`, `"EFSM"`. */
  readonly code: ZmqErrorCode
  /** The error's number on this platform. */
  readonly errno: number
  /** The libzmq function that failed. */
  declare readonly syscall?: string
  /** The endpoint that was given, where there was one. */
  declare readonly address?: string

  constructor(code: ZmqErrorCode, message: string, details: ZmqErrorDetails = {}) {
    super(message)
    const { syscall, address } = details
    this.code = code
    this.errno = errnoOf(code)
    // Absent, not undefined, so that an inspected error shows only what there is.
    if (syscall !== undefined) this.syscall = syscall
    if (address !== undefined) this.address = address
  }

  /**
   * The error for an errno that libzmq set, with libzmq's own text.
   *
   * @internal
   */
  static fromErrno(errno: number, details: ZmqErrorDetails = {}): ZmqError {
    return fromErrno(errno, details)
  }
}

type Syscall = "zmq_msg_recv" | "zmq_msg_send"

/** Whose turn it is, of a Request and a Reply, and what to do about it. */
const turns: Record<Syscall, string> = {
  zmq_msg_send:
    "a Request sends the next request when it has received the reply to the last, a Reply when it has received a request. " +
    "Await receive() first; set `relaxed` to give a request up, or use a Dealer or Router",
  zmq_msg_recv:
    "a Request receives when it has sent a request, a Reply when it has answered the last one. " +
    "Await send() first, or use a Dealer or Router",
}

function isTurn(syscall: string | undefined): syscall is Syscall {
  return syscall !== undefined && Object.hasOwn(turns, syscall)
}

// Outside of the class: bundling renames a class that speaks of itself.
function fromErrno(errno: number, details: ZmqErrorDetails): ZmqError {
  const { address, syscall } = details
  const what = errno === binding.errnos.EFSM && isTurn(syscall) ? turns[syscall] : address
  const text = binding.strerror(errno)
  const message = what === undefined ? text : `${text}: ${what}`
  const error = new ZmqError(codeOf(errno), message, details)
  return error.errno === errno ? error : Object.assign(error, { errno })
}

/**
 * A send or receive did not finish within its time-out. Its `code` is `"EAGAIN"`, as libzmq has it for a
 * `ZMQ_RCVTIMEO` or `ZMQ_SNDTIMEO` that ran out.
 */
export class TimeoutError extends ZmqError {
  /** `"TimeoutError"`. */
  override name = "TimeoutError"
  /** The time-out that ran out, in milliseconds. */
  readonly timeout: number

  /** @param turn Whether the socket waited for its turn: the other kind of operation had to come first. */
  constructor(syscall: "zmq_msg_recv" | "zmq_msg_send", timeout: number, turn = false) {
    const what = syscall === "zmq_msg_recv" ? "No message arrived" : "The message could not be sent"
    const why = turn ? `; the socket waited for its turn: ${turns[syscall]}` : ""
    super("EAGAIN", `${what} within ${timeout} ms${why}`, { syscall })
    this.timeout = timeout
  }
}

/** The socket, or the observer, was closed while the operation waited. Its `code` is `"EAGAIN"`, as the `zeromq` package has it. */
export class SocketClosedError extends ZmqError {
  /** `"SocketClosedError"`. */
  override name = "SocketClosedError"

  constructor(syscall: "zmq_msg_recv" | "zmq_msg_send" | "zmq_bind", what: "Socket" | "Observer" = "Socket") {
    super("EAGAIN", `${what} was closed while the operation waited`, { syscall })
  }
}

/**
 * A `sendMany` ended when some of its messages had been taken, but not all: the first {@link sent} were, and the rest was
 * not sent and will not be. `cause` says why: a `TimeoutError`, the signal's reason, a `SocketClosedError`, or another
 * `ZmqError`. The `code` is that of the cause, or `"ECANCELED"` when that is none of ours.
 */
export class PartialSendError extends ZmqError {
  /** `"PartialSendError"`. */
  override name = "PartialSendError"
  /** How many messages were taken, from the first on. */
  readonly sent: number

  constructor(sent: number, total: number, cause: unknown) {
    const code = cause instanceof ZmqError ? cause.code : "ECANCELED"
    const why = isError(cause) ? cause.message : inspect(cause)
    super(code, `${sent} of ${total} messages were sent: ${why}`, { syscall: "zmq_msg_send" })
    this.sent = sent
    this.cause = cause
  }
}

/**
 * A message was received, but is not what was asked for: no JSON, text of another encoding, more parts than one.
 * {@link parts} has it whole, so that it is not lost, and `cause` what the parser said, if it was one.
 */
export class MessageFormatError extends Error {
  /** `"MessageFormatError"`. */
  override name = "MessageFormatError"
  /** What all of them have. */
  readonly code = "ERR_MESSAGE_FORMAT"
  /** The message, as `receive()` would have given it. Not enumerable, so that logs of the error do not show it. */
  declare readonly parts: Buffer[]

  constructor(message: string, parts: Buffer[], options?: { cause?: unknown }) {
    super(message, options)
    Object.defineProperty(this, "parts", { value: parts })
  }
}

/** Nothing waits to be received, and the socket waits for nothing more: see `drain()`. */
export function socketDrained(): ZmqError {
  return new ZmqError("ECANCELED", "Socket is drained: no message waits", { syscall: "zmq_msg_recv" })
}

/** The operation needs an open socket, and this one is closed. */
export function socketClosed(): ZmqError {
  return new ZmqError("EBADF", "Socket is closed")
}

/** The operation needs the socket, and a proxy has it. */
export function socketHandedOver(): ZmqError {
  return new ZmqError("EBUSY", "Socket is used by a running Proxy")
}

/** Whether this is an error, of any realm. */
export function isError(thrown: unknown): thrown is Error {
  return types.isNativeError(thrown) || thrown instanceof Error
}

type ArgumentErrorCode = "ERR_INVALID_ARG_TYPE" | "ERR_INVALID_ARG_VALUE" | "ERR_OUT_OF_RANGE"

function withCode<E extends Error>(error: E, code: ArgumentErrorCode): E & { code: ArgumentErrorCode } {
  return Object.assign(error, { code })
}

function describe(actual: unknown): string {
  if (typeof actual === "function") return `a function${actual.name ? ` (${actual.name})` : ""}`
  if (typeof actual === "object" && actual !== null && !Array.isArray(actual)) {
    return `an instance of ${actual.constructor?.name ?? "Object"}`
  }
  const text = inspect(actual, { depth: 0, maxStringLength: 40, maxArrayLength: 3, breakLength: Infinity })
  return actual === null || actual === undefined
    ? text
    : `${typeof actual === "object" ? "array" : typeof actual} ${text}`
}

/** What kind of value it is, and nothing of what it is, its class neither. */
function kindOf(actual: unknown): string {
  if (actual === null || actual === undefined) return String(actual)
  if (Array.isArray(actual)) return "an array"
  return typeof actual === "object" ? "an object" : `a ${typeof actual}`
}

/** The program asks for what there is not, or not in this combination; `message` says it all. */
export function invalidOption(message: string) {
  return withCode(new TypeError(message), "ERR_INVALID_ARG_VALUE")
}

/** `name` is of a wrong type. `secret` keeps the value itself out of the message. */
export function invalidArgumentType(name: string, expected: string, actual: unknown, secret = false) {
  const given = secret ? kindOf(actual) : describe(actual)
  return withCode(new TypeError(`"${name}" must be ${expected}; got ${given}`), "ERR_INVALID_ARG_TYPE")
}

/** `name` is of a right type, but a value that means nothing here. */
export function invalidArgumentValue(name: string, expected: string, actual: unknown, secret = false) {
  const given = secret ? "another value" : describe(actual)
  return withCode(new TypeError(`"${name}" must be ${expected}; got ${given}`), "ERR_INVALID_ARG_VALUE")
}

/** `name` is a number outside of what is allowed. */
export function outOfRange(name: string, expected: string, actual: unknown) {
  return withCode(new RangeError(`"${name}" must be ${expected}; got ${describe(actual)}`), "ERR_OUT_OF_RANGE")
}

binding.setErrorFactory((errno, syscall, address) => ZmqError.fromErrno(errno, { syscall, address }))
