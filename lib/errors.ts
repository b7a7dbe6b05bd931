import { inspect } from "node:util"
import { binding } from "./binding.js"

/**
 * The errors that libzmq reports, by name. The first group is the operating system's, the second libzmq's own.
 *
 * @see zmq_errno(3)
 */
export type ZmqErrorCode =
  | "EACCES"
  | "EADDRINUSE"
  | "EADDRNOTAVAIL"
  | "EAFNOSUPPORT"
  | "EAGAIN"
  | "EBADF"
  | "EBUSY"
  | "ECANCELED"
  | "ECONNABORTED"
  | "ECONNREFUSED"
  | "ECONNRESET"
  | "EFAULT"
  | "EHOSTUNREACH"
  | "EINPROGRESS"
  | "EINTR"
  | "EINVAL"
  | "EMFILE"
  | "EMSGSIZE"
  | "ENAMETOOLONG"
  | "ENETDOWN"
  | "ENETRESET"
  | "ENETUNREACH"
  | "ENFILE"
  | "ENOBUFS"
  | "ENODEV"
  | "ENOENT"
  | "ENOMEM"
  | "ENOTCONN"
  | "ENOTSOCK"
  | "ENOTSUP"
  | "EPERM"
  | "EPIPE"
  | "EPROTO"
  | "EPROTONOSUPPORT"
  | "ETIMEDOUT"
  | "EFSM"
  | "ENOCOMPATPROTO"
  | "ETERM"
  | "EMTHREAD"
  | "EUNKNOWN"

const codes = new Map<number, ZmqErrorCode>(
  Object.entries(binding.errnos).map(([code, errno]) => [errno, code as ZmqErrorCode]),
)

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
    this.errno = (binding.errnos as Record<string, number>)[code] ?? 0
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

// Outside of the class: bundling renames a class that speaks of itself.
function fromErrno(errno: number, details: ZmqErrorDetails): ZmqError {
  const text = binding.strerror(errno)
  const message = details.address === undefined ? text : `${text}: ${details.address}`
  const error = new ZmqError(codes.get(errno) ?? "EUNKNOWN", message, details)
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

  constructor(syscall: "zmq_msg_recv" | "zmq_msg_send", timeout: number) {
    const what = syscall === "zmq_msg_recv" ? "No message arrived" : "The message could not be sent"
    super("EAGAIN", `${what} within ${timeout} ms`, { syscall })
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
    const why = cause instanceof Error ? cause.message : inspect(cause)
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
export function socketLent(): ZmqError {
  return new ZmqError("EBUSY", "Socket is used by a running Proxy")
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

/** `name` is of a wrong type. `secret` keeps the value itself out of the message. */
export function invalidArgumentType(name: string, expected: string, actual: unknown, secret = false) {
  const given = secret ? `a ${typeof actual}` : describe(actual)
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
