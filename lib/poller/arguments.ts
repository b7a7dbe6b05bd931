import { binding } from "../addon/binding.js"
import type { SocketHandle } from "../engine/handle.js"
import { checkTimeout, type OperationOptions, ParsedOptions } from "../engine/operation.js"
import { invalidArgumentType, outOfRange } from "../errors/errors.js"
import { namesOf } from "../options/known-names.js"
import { handleOf, isSocket } from "../socket/socket.js"

const { ZMQ_POLLIN, ZMQ_POLLOUT } = binding.constants
const bits = { readable: ZMQ_POLLIN, writable: ZMQ_POLLOUT, error: 0 }
const largestDescriptor = 0x7fffffff

/** The events to poll for on a socket or descriptor. */
export interface PollInterest {
  /** Whether to report that a message can be received, or the descriptor read; by default false. */
  readable?: boolean | undefined
  /** Whether to report that a message can be sent, or the descriptor written to; by default false. */
  writable?: boolean | undefined
  /** Has no effect: errors are always reported, as by zmq_poll. */
  error?: boolean | undefined
}

/** The options of a poll whose time-out is a separate argument. */
export type PollOptions = Pick<OperationOptions, "signal">

const interestNames = namesOf<PollInterest>("interest", { readable: true, writable: true, error: true })
const signalNames = namesOf<PollOptions>("options of a poll whose time-out is an argument", { signal: true })
const pollNames = namesOf<OperationOptions>("options of a poll", { timeout: true, signal: true })

/** Returns the handle of a socket; undefined for the number of a descriptor. Throws for anything else. */
export function checkTarget(target: unknown): SocketHandle | undefined {
  if (isSocket(target)) return target[handleOf]
  const expected = "a socket or the number of a file descriptor"
  if (typeof target !== "number") throw invalidArgumentType("target", expected, target)
  if (Number.isInteger(target) && target >= 0 && target <= largestDescriptor) return undefined
  throw outOfRange("target", expected, target)
}

/** Returns the interest as a mask of ZMQ_POLLIN and ZMQ_POLLOUT. */
export function checkInterest(interest: unknown): number {
  if (typeof interest !== "object" || interest === null) throw invalidArgumentType("interest", "an object", interest)
  interestNames.check(interest)
  let mask = 0
  for (const [name, bit] of Object.entries(bits)) {
    const asked: unknown = (interest as PollInterest)[name as keyof PollInterest]
    if (asked !== undefined && typeof asked !== "boolean") {
      throw invalidArgumentType(`interest.${name}`, "a boolean", asked)
    }
    if (asked) mask |= bit
  }
  return mask
}

/** Reads the time-out of a poll, an argument or an option, and its signal. */
export function readPoll(given: unknown, options: PollOptions | undefined, names = pollNames) {
  if (typeof given !== "object" || given === null || options !== undefined) {
    const { signal, error } = new ParsedOptions(options, signalNames)
    const timeout = given === undefined ? -1 : given
    checkTimeout(timeout, "timeout")
    if (error !== undefined) throw error
    return { timeout, signal }
  }
  const { timeout = -1, signal, error } = new ParsedOptions(given, names)
  if (error !== undefined) throw error
  return { timeout, signal }
}
