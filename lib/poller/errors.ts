import { ZmqError } from "../errors/errors.js"

export function pollError(errno: number): ZmqError {
  return ZmqError.fromErrno(errno, { syscall: "zmq_poll" })
}

/** The errors of polls that failed because the poller was empty; an iteration ends without throwing them. */
const emptyPollerErrors = new WeakSet<object>()

export function emptyPoller(): ZmqError {
  const message = "The poller is empty: without a time-out, a poll would wait for ever"
  const error = new ZmqError("EINVAL", message, { syscall: "zmq_poll" })
  emptyPollerErrors.add(error)
  return error
}

/** Whether a poll failed because the poller was empty. */
export function isEmptyPoller(error: unknown): boolean {
  return emptyPollerErrors.has(error as object)
}
