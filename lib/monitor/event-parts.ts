import { binding } from "../addon/binding.js"
import { ZmqError } from "../errors/errors.js"
import type { Message } from "../message/message.js"
import { AuthenticationError, ProtocolError } from "./errors.js"
import { type AnyEvent, type EventVersion, eventType } from "./event.js"

// libzmq writes numbers in the byte order of this machine.
const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/** Parses the event in a message of a monitor. */
export function parseEvent(parts: readonly Message[], version: EventVersion): AnyEvent {
  return version === 1 ? parseFirst(parts as FirstFormat) : parseSecond(parts as SecondFormat)
}

type FirstFormat = readonly [event: Message, endpoint: Message]
type SecondFormat = readonly [event: Message, valueCount: Message, ...valuesAndEndpoints: Message[]]

/**
 * Version 1: a part with the event in 16 bits and its value in 32 bits, and a part with the endpoint. The vendored
 * libzmq appends a second value of ZMQ_EVENT_CONNECT_RETRIED to the first part.
 */
function parseFirst([event, endpoint]: FirstFormat): AnyEvent {
  const view = viewOf(event)
  const address = String(endpoint)
  const values = [view.getUint32(2, littleEndian)]
  if (view.byteLength >= 10) values.push(view.getUint32(6, littleEndian))
  return makeEvent(view.getUint16(0, littleEndian), values, { address }, address)
}

/**
 * Version 2: a part for the event, for the number of its values and for each value, in 64 bits each, and a part for
 * each of the two endpoints.
 */
function parseSecond([event, valueCount, ...rest]: SecondFormat): AnyEvent {
  const values = rest.splice(0, number64(valueCount)).map(number64)
  const [local = "", remote = ""] = rest.map(String)
  return makeEvent(number64(event), values, { local, remote }, local || remote)
}

function makeEvent(bit: number, values: readonly number[], where: object, address: string): AnyEvent {
  const type = eventType(bit)
  return { type, ...(type === "end" ? {} : where), ...detailsOf(type, values, address) } as AnyEvent
}

const { ECONNREFUSED, ENOENT } = binding.errnos
/** The errno of a retry where nothing is wrong except that no socket listens there, either not yet or no longer. */
const notYet = [0, ECONNREFUSED, ENOENT]

function detailsOf(type: AnyEvent["type"], [first = 0, second = 0]: readonly number[], address: string): object {
  switch (type) {
    case "connect:retry":
      return notYet.includes(second) ? { interval: first } : { interval: first, error: errorOf(second, address) }
    case "accept:error":
    case "bind:error":
    case "close:error":
      return { error: errorOf(first, address) }
    case "handshake:error:other":
      return { error: handshakeError(first, address) }
    case "handshake:error:protocol":
      return { error: new ProtocolError(first) }
    case "handshake:error:auth":
      return { error: new AuthenticationError(first) }
    case "pipe:statistics":
      return { outbound: first, inbound: second }
    default:
      return {}
  }
}

/** libzmq reports EFAULT if a server has to ask a ZAP handler, and finds none. */
function handshakeError(errno: number, address: string): ZmqError {
  const error = errorOf(errno, address)
  if (error.code !== "EFAULT") return error
  const message = "Bad address: no Authenticator runs in this context, and the server accepts no peer without one"
  return new ZmqError(error.code, message, { address: error.address })
}

function errorOf(errno: number, address: string): ZmqError {
  return ZmqError.fromErrno(errno, address === "" ? {} : { address })
}

function viewOf(part: Message): DataView {
  return new DataView(part.buffer, part.byteOffset, part.byteLength)
}

function number64(part: Message): number {
  return Number(viewOf(part).getBigUint64(0, littleEndian))
}
