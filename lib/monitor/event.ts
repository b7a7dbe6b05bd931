import { binding } from "../addon/binding.js"
import type { ZmqError } from "../errors/errors.js"
import { invalidArgumentType, invalidArgumentValue } from "../errors/errors.js"
import type { AuthenticationError, ProtocolError } from "./errors.js"

/**
 * The version of a monitor's events. Version 1 names one endpoint of each event. Version 2 (draft) names both ends of
 * the connection, and has more types of events.
 */
export type EventVersion = 1 | 2

interface EventAddress {
  /**
   * The endpoint that the socket was bound or connected to. Empty in the `close` that follows a failed bind to tcp;
   * without the transport in a `bind:error`. Over inproc the only events are `handshake:error:protocol` and
   * `handshake:error:other`.
   */
  address: string
}

/** Both ends of a connection. */
interface EventEndpoints {
  /** This socket's end; empty if there is none yet. */
  local: string
  /** The peer's end; empty if there is none. */
  remote: string
}

type Where<V extends EventVersion> = V extends 2 ? EventEndpoints : EventAddress
type Expand<T> = { [K in keyof T]: T[K] }
type EventFor<T extends string, Details = unknown> = Expand<Typed<T> & Details>

interface Typed<T> {
  /** What happened. */
  type: T
}

interface Failed<E> {
  /** Why. */
  error: E
}

/** @inline */
interface Retried {
  /** The time until the next attempt, in milliseconds. */
  interval: number
  /**
   * What is wrong: `EACCES` for an ipc path without permission, `EHOSTUNREACH`, `ETIMEDOUT`. Absent if no socket
   * listens there, either not yet or no longer; behind a SOCKS proxy; and with a system's libzmq.
   */
  error?: ZmqError
}

/** @inline */
interface PipeStatistics {
  /** How many messages wait to be sent to the peer. */
  outbound: number
  /** How many messages of the peer wait to be received. */
  inbound: number
}

/**
 * An event of a socket. Its `type` determines its other properties: an event with `error` in its type has an `error`,
 * and most events have an `address`, or in version 2 `local` and `remote`.
 *
 * - `accept`: a peer connected to a bound endpoint. `accept:error`: a peer could not be accepted.
 * - `bind`: the socket listens at an endpoint. `bind:error`: it cannot.
 * - `connect`: a connection was made. `connect:delay`: a connection was not made at once, and the attempt goes on.
 *   `connect:retry`: the next attempt follows in `interval` milliseconds; `error` says what is wrong, if anything is.
 * - `handshake`: the handshake succeeded, and messages flow. A system's libzmq does not report it for peers of ZMTP 1.0
 *   and 2.0 (libzmq before 4.0). `handshake:error:protocol`: the peers do not speak the same protocol, or their socket
 *   types cannot talk to each other (`ERR_ZMTP_INVALID_METADATA`). `handshake:error:auth`: the server refused the
 *   client. `handshake:error:other`: the handshake failed otherwise: with `ETIMEDOUT` when `handshakeInterval` was
 *   over; with `EADDRINUSE`, after a `handshake`, when a Router or Reply disconnects a peer whose routing id another
 *   peer has.
 * - `disconnect`: a connection broke.
 * - `close`: a connection attempt was given up, or the socket no longer listens at an endpoint, which is free now.
 *   `close:error`: the endpoint could not be closed (ipc).
 * - `end`: the last event. The socket is closed and all messages that it sent were transmitted or dropped, or its context
 *   was shut down. With a libzmq without its draft API, it comes when the socket is closed, whether messages were transmitted
 *   or not.
 * - `unknown`: an event of a libzmq that is newer than this package.
 * - `pipe:statistics` (version 2): how many messages wait on a connection to be sent and to be received, according to
 *   the last report of the other end, which reports after every few messages.
 *
 * @see zmq_socket_monitor(3), zmq_socket_monitor_versioned(3)
 */
export type Event<V extends EventVersion = 1> =
  | EventFor<"accept", Where<V>>
  | EventFor<"accept:error", Where<V> & Failed<ZmqError>>
  | EventFor<"bind", Where<V>>
  | EventFor<"bind:error", Where<V> & Failed<ZmqError>>
  | EventFor<"connect", Where<V>>
  | EventFor<"connect:delay", Where<V>>
  | EventFor<"connect:retry", Where<V> & Retried>
  | EventFor<"close", Where<V>>
  | EventFor<"close:error", Where<V> & Failed<ZmqError>>
  | EventFor<"disconnect", Where<V>>
  | EventFor<"end">
  | EventFor<"handshake", Where<V>>
  | EventFor<"handshake:error:protocol", Where<V> & Failed<ProtocolError>>
  | EventFor<"handshake:error:auth", Where<V> & Failed<AuthenticationError>>
  | EventFor<"handshake:error:other", Where<V> & Failed<ZmqError>>
  | EventFor<"unknown">
  | (V extends 2 ? EventFor<"pipe:statistics", Where<V> & PipeStatistics> : never)

interface EventTypes {
  1: Event<1>["type"]
  2: Event<2>["type"]
}

/** The types of {@link Event}. */
export type EventType<V extends EventVersion = 1> = EventTypes[V]

export type AnyEvent = Event<EventVersion>
export type AnyEventType = EventType<EventVersion>

/** The event of a type: `EventOfType<"accept">`. */
export type EventOfType<E extends AnyEventType = EventType, V extends EventVersion = 1> = Extract<Event<V>, Typed<E>>

const constantNames = {
  accept: "ZMQ_EVENT_ACCEPTED",
  "accept:error": "ZMQ_EVENT_ACCEPT_FAILED",
  bind: "ZMQ_EVENT_LISTENING",
  "bind:error": "ZMQ_EVENT_BIND_FAILED",
  connect: "ZMQ_EVENT_CONNECTED",
  "connect:delay": "ZMQ_EVENT_CONNECT_DELAYED",
  "connect:retry": "ZMQ_EVENT_CONNECT_RETRIED",
  close: "ZMQ_EVENT_CLOSED",
  "close:error": "ZMQ_EVENT_CLOSE_FAILED",
  disconnect: "ZMQ_EVENT_DISCONNECTED",
  end: "ZMQ_EVENT_MONITOR_STOPPED",
  handshake: "ZMQ_EVENT_HANDSHAKE_SUCCEEDED",
  "handshake:error:protocol": "ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL",
  "handshake:error:auth": "ZMQ_EVENT_HANDSHAKE_FAILED_AUTH",
  "handshake:error:other": "ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL",
  "pipe:statistics": "ZMQ_EVENT_PIPES_STATS",
} as const satisfies Record<Exclude<AnyEventType, "unknown">, string>

/** The bits of the events that this libzmq has. */
const bits = new Map<AnyEventType, number>(
  Object.entries(constantNames).flatMap(([type, name]): [AnyEventType, number][] => {
    const bit = binding.constants[name]
    return bit === undefined ? [] : [[type as AnyEventType, bit]]
  }),
)
const types = new Map([...bits].map(([type, bit]) => [bit, type]))

/** All bits of a version, including those of events that a newer libzmq may add. */
const everything: Record<EventVersion, number> = { 1: 0xffff, 2: 0xffff_ffff }

export function eventType(bit: number): AnyEventType {
  return types.get(bit) ?? "unknown"
}

/** The types that an observer of a version can be asked for. */
function typesOf(version: EventVersion): AnyEventType[] {
  return [...bits.keys(), "unknown" as const].filter((type) => version === 2 || type !== "pipe:statistics")
}

/** Checks the requested types and returns them as a set, which always includes `end`. */
export function checkEventTypes(value: unknown, version: EventVersion): ReadonlySet<AnyEventType> {
  const all = new Set(typesOf(version))
  if (value === undefined) return all
  if (!Array.isArray(value)) throw invalidArgumentType("options.events", "an array of event types", value)
  for (const type of value) checkEventType(type, all, "options.events")
  return new Set<AnyEventType>([...value, "end"])
}

export function checkEventType(type: unknown, among: ReadonlySet<unknown>, name: string): void {
  if (among.has(type)) return
  const expected = [...among].map((known) => `"${known}"`).join(", ")
  throw invalidArgumentValue(name, `one of ${expected}`, type)
}

/** libzmq's mask for these types. */
export function maskOf(selected: ReadonlySet<AnyEventType>, version: EventVersion): number {
  const known = [...bits.values()].reduce((sum, bit) => sum | bit, 0)
  let mask = selected.has("unknown") ? everything[version] & ~known : 0
  for (const type of selected) mask |= bits.get(type) ?? 0
  return mask >>> 0
}
