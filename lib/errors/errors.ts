import { inspect, types } from "node:util"
import { binding } from "../addon/binding.js"
import { codeOf, errnoOf, type ZmqErrorCode } from "./codes.js"

export type { ZmqErrorCode }

/** The details of an error, beside its message. */
export interface ZmqErrorDetails {
  /** The libzmq function that failed, or that would have been called, such as `"zmq_bind"`. */
  syscall?: string | undefined
  /** The endpoint that the operation was given, if it takes one. */
  address?: string | undefined
}

/**
 * An error that libzmq reported, or an operation that the state of a socket or context does not allow.
 *
 * An operation that fails because of a bad argument fails with a `TypeError` or `RangeError` whose `code` starts with
 * `ERR_`. An operation that fails for another reason fails with this class.
 */
export class ZmqError extends Error {
  /** `"ZmqError"`. */
  override name = "ZmqError"
  /** The error's name, as in the libzmq manual, such as `"EAGAIN"` or `"EFSM"`. */
  readonly code: ZmqErrorCode
  /** The error's number on this platform. */
  readonly errno: number
  /** The libzmq function that failed. */
  declare readonly syscall?: string
  /** The endpoint that the operation was given, if it takes one. */
  declare readonly address?: string

  constructor(code: ZmqErrorCode, message: string, details: ZmqErrorDetails = {}) {
    super(message)
    const { syscall, address } = details
    this.code = code
    this.errno = errnoOf(code)
    // Properties without a value are absent, not undefined, so that an inspected error does not show them.
    if (syscall !== undefined) this.syscall = syscall
    if (address !== undefined) this.address = address
  }

  /**
   * Makes the error for an errno that libzmq has set, with libzmq's own text.
   *
   * @internal
   */
  static fromErrno(errno: number, details: ZmqErrorDetails = {}): ZmqError {
    return fromErrno(errno, details)
  }
}

type Syscall = "zmq_msg_recv" | "zmq_msg_send"

/**
 * Advice for an operation that a Request or Reply rejects as out of turn (EFSM): when it is allowed, and what to do.
 */
const adviceOutOfTurn: Record<Syscall, string> = {
  zmq_msg_send:
    "a Request sends the next request when it has received the reply to the last, a Reply when it has received a request. " +
    "Await receive() first; set `relaxed` to give a request up, or use a Dealer or Router",
  zmq_msg_recv:
    "a Request receives when it has sent a request, a Reply when it has answered the last one. " +
    "Await send() first, or use a Dealer or Router",
}

function hasAdvice(syscall: string | undefined): syscall is Syscall {
  return syscall !== undefined && Object.hasOwn(adviceOutOfTurn, syscall)
}

/** What an error says beside libzmq's text. */
function explanation(errno: number, { address, syscall }: ZmqErrorDetails): string | undefined {
  const { EFSM, EHOSTUNREACH } = binding.errnos
  if (errno === EFSM && hasAdvice(syscall)) return adviceOutOfTurn[syscall]
  if (errno === EHOSTUNREACH && syscall === "zmq_msg_send") return "no connected peer has this routing id"
  return address
}

// Not inside the class: the bundler renames a class that refers to itself.
function fromErrno(errno: number, details: ZmqErrorDetails): ZmqError {
  const what = explanation(errno, details)
  const text = binding.strerror(errno)
  const message = what === undefined ? text : `${text}: ${what}`
  const error = new ZmqError(codeOf(errno), message, details)
  return error.errno === errno ? error : Object.assign(error, { errno })
}

function lateText(syscall: Syscall | "zmq_msg_init_data", timeout: number, outOfTurn: boolean): string {
  if (syscall === "zmq_msg_init_data") return `A message still used the memory after ${timeout} ms`
  const sends = syscall === "zmq_msg_send"
  const what = sends ? "The message could not be sent" : "No message arrived"
  const noRoom = sends ? ": no peer is connected, or none has room" : ""
  const why = outOfTurn ? `; the socket waited for its turn: ${adviceOutOfTurn[syscall]}` : noRoom
  return `${what} within ${timeout} ms${why}`
}

/**
 * A send, a receive or a `whenFree` did not finish within its time-out. Its `code` is `"EAGAIN"`, which libzmq reports
 * when a `ZMQ_RCVTIMEO` or `ZMQ_SNDTIMEO` is over.
 */
export class TimeoutError extends ZmqError {
  /** `"TimeoutError"`. */
  override name = "TimeoutError"
  /** The time-out that is over, in milliseconds. */
  readonly timeout: number

  /**
   * @param outOfTurn Whether the operation was out of turn: the socket had to send before it could receive, or the reverse.
   */
  constructor(syscall: "zmq_msg_recv" | "zmq_msg_send" | "zmq_msg_init_data", timeout: number, outOfTurn = false) {
    super("EAGAIN", lateText(syscall, timeout, outOfTurn), { syscall })
    this.timeout = timeout
  }
}

/**
 * The socket, or the observer, was closed while the operation waited. Its `code` is `"EAGAIN"`, as in the `zeromq`
 * package.
 */
export class SocketClosedError extends ZmqError {
  /** `"SocketClosedError"`. */
  override name = "SocketClosedError"

  constructor(syscall: "zmq_msg_recv" | "zmq_msg_send" | "zmq_bind", what: "Socket" | "Observer" = "Socket") {
    super("EAGAIN", `${what} was closed while the operation waited`, { syscall })
  }
}

/**
 * A `sendMany` ended after libzmq had accepted some of its messages, but not all. libzmq accepted the first {@link sent}
 * messages; the others were not sent and will not be. `cause` is the reason: a `TimeoutError`, the signal's reason, a
 * `SocketClosedError`, or another `ZmqError`. The `code` is that of the cause, or `"ECANCELED"` when the cause is not a
 * `ZmqError`.
 */
export class PartialSendError extends ZmqError {
  /** `"PartialSendError"`. */
  override name = "PartialSendError"
  /** How many messages libzmq accepted, counted from the first. */
  readonly sent: number

  constructor(sent: number, total: number, cause: unknown) {
    const code = isError(cause) && cause instanceof ZmqError ? cause.code : "ECANCELED"
    super(code, `${sent} of ${total} messages were sent: ${reasonText(cause)}`, { syscall: "zmq_msg_send" })
    this.sent = sent
    this.cause = cause
  }
}

/**
 * A message was received that does not have the requested format: it is not JSON, not text of that encoding, or has
 * more than one part. {@link parts} is the whole message, so that it is not lost. `cause` is the parser's error, if a
 * parser failed.
 */
export class MessageFormatError extends Error {
  /** `"MessageFormatError"`. */
  override name = "MessageFormatError"
  /** The same for all of these errors. */
  readonly code = "ERR_MESSAGE_FORMAT"
  /** The message, as `receive()` would have returned it. Not enumerable, so that logs of the error do not show it. */
  declare readonly parts: Buffer[]

  constructor(message: string, parts: Buffer[], options?: { cause?: unknown }) {
    super(message, options)
    Object.defineProperty(this, "parts", { value: parts })
  }
}

/** The error of a receive on a drained socket that has no message left: see `drain()`. */
export function socketDrained(): ZmqError {
  return new ZmqError("ECANCELED", "Socket is drained: no message waits", { syscall: "zmq_msg_recv" })
}

/** The error of an operation on a closed socket. */
export function socketClosed(): ZmqError {
  return new ZmqError("EBADF", "Socket is closed")
}

/** The error of an operation on a socket that is handed over to a proxy. */
export function socketHandedOver(): ZmqError {
  return new ZmqError("EBUSY", "Socket is used by a running Proxy")
}

/** Returns whether `thrown` is an error, of any realm. */
export function isError(thrown: unknown): thrown is Error {
  try {
    return types.isNativeError(thrown) || thrown instanceof Error
  } catch {
    // A revoked Proxy.
    return false
  }
}

type ArgumentErrorCode = "ERR_INVALID_ARG_TYPE" | "ERR_INVALID_ARG_VALUE" | "ERR_OUT_OF_RANGE"

function withCode<E extends Error>(error: E, code: ArgumentErrorCode): E & { code: ArgumentErrorCode } {
  return Object.assign(error, { code })
}

/** The text of a signal's reason, which may be any value. */
function reasonText(reason: unknown): string {
  try {
    return isError(reason) ? reason.message : inspect(reason)
  } catch {
    return kindOf(reason)
  }
}

/** What the value is, for people. A value may be a Proxy, or have getters: where those throw, only its kind. */
function describe(actual: unknown): string {
  try {
    return description(actual)
  } catch {
    return kindOf(actual)
  }
}

function description(actual: unknown): string {
  if (typeof actual === "function") return `a function${actual.name ? ` (${actual.name})` : ""}`
  if (typeof actual === "object" && actual !== null && !Array.isArray(actual)) {
    return `an instance of ${actual.constructor?.name ?? "Object"}`
  }
  const text = inspect(actual, { depth: 0, maxStringLength: 40, maxArrayLength: 3, breakLength: Infinity })
  return actual === null || actual === undefined
    ? text
    : `${typeof actual === "object" ? "array" : typeof actual} ${text}`
}

/** Returns the kind of a secret value. The text shows neither the value nor its class. */
function kindOf(actual: unknown): string {
  if (actual === null || actual === undefined) return String(actual)
  if (typeof actual !== "object") return `a ${typeof actual}`
  // A Proxy may be revoked: then nobody can say whether it is an array.
  return !types.isProxy(actual) && Array.isArray(actual) ? "an array" : "an object"
}

/** An option does not exist, or does not go with the other options. `message` is the whole text of the error. */
export function invalidOption(message: string) {
  return withCode(new TypeError(message), "ERR_INVALID_ARG_VALUE")
}

/** The value of `name` has a wrong type. `secret` keeps the value itself out of the message. */
export function invalidArgumentType(name: string, expected: string, actual: unknown, secret = false) {
  const given = secret ? kindOf(actual) : describe(actual)
  return withCode(new TypeError(`"${name}" must be ${expected}; got ${given}`), "ERR_INVALID_ARG_TYPE")
}

/** The value of `name` has the right type, but is not one of the allowed values. */
export function invalidArgumentValue(name: string, expected: string, actual: unknown, secret = false) {
  const given = secret ? "another value" : describe(actual)
  return withCode(new TypeError(`"${name}" must be ${expected}; got ${given}`), "ERR_INVALID_ARG_VALUE")
}

/** The value of `name` is a number outside the allowed range. */
export function outOfRange(name: string, expected: string, actual: unknown) {
  return withCode(new RangeError(`"${name}" must be ${expected}; got ${describe(actual)}`), "ERR_OUT_OF_RANGE")
}

binding.setErrorFactory((errno, syscall, address) => ZmqError.fromErrno(errno, { syscall, address }))
