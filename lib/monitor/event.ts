import { binding } from "../addon/binding.js"
import type { ZmqError } from "../errors/errors.js"
import { invalidArgumentType, invalidArgumentValue } from "../errors/errors.js"
import type { AuthenticationError, ProtocolError } from "./errors.js"

/** The form of a monitor's events: 1 names one endpoint of each, 2 (draft) both, and has more kinds of events. */
export type EventVersion = 1 | 2

interface EventAddress {
  /**
   * The endpoint that the socket was bound or connected to. Empty for a `close` where a bind to tcp failed; of a
   * `bind:error` libzmq leaves the transport out. Over inproc there are only
   * `handshake:error:protocol` and `handshake:error:other`.
   */
  address: string
}

/** Both ends of a connection. */
interface EventEndpoints {
  /** This socket's end; empty where there is none yet. */
  local: string
  /** The peer's end; empty where there is none. */
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
  /** When it is tried again, in milliseconds from now. */
  interval: number
  /**
   * What is wrong: `EACCES` for an ipc path without permission, `EHOSTUNREACH`, `ETIMEDOUT`. Absent when nobody listens
   * there yet, or no longer; behind a SOCKS proxy; and with a system's libzmq.
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
 * Something that happened to a socket. Its `type` tells which other properties it has: those whose type has `error` in
 * it have an `error`, and most have an `address`, or in version 2 `local` and `remote`.
 *
 * - `accept`: a peer connected to an endpoint that is bound. `accept:error`: one could not be accepted.
 * - `bind`: the socket listens at an endpoint. `bind:error`: it cannot.
 * - `connect`: a connection was made. `connect:delay`: it did not succeed at once, and is waited for.
 *   `connect:retry`: it is tried again in `interval` milliseconds; `error` says if something is wrong.
 * - `handshake`: the peers understand each other, and messages flow; a system's libzmq does not report it for peers of ZMTP
 *   1.0 and 2.0 (libzmq before 4.0). `handshake:error:protocol`: they do not keep to one protocol, or their types do not talk
 *   to each other (`ERR_ZMTP_INVALID_METADATA`). `handshake:error:auth`: the server refused the client.
 *   `handshake:error:other`: it failed otherwise: with `ETIMEDOUT` when `handshakeInterval` was over; with `EADDRINUSE`,
 *   after a `handshake`, when a Router or Reply disconnects a peer whose routing id another one has.
 * - `disconnect`: a connection broke.
 * - `close`: a connection attempt was given up, or the socket no longer listens at an endpoint, which is free now.
 *   `close:error`: it could not be closed (ipc).
 * - `end`: the last event: the socket is closed and all that it sent has left or was dropped, or its context was shut down.
 *   Over a libzmq without its draft API it comes when the socket is closed, whatever has left.
 * - `unknown`: an event of a libzmq that is newer than this package.
 * - `pipe:statistics` (version 2): how many messages wait on a connection to be sent and to be received, as far as the
 *   other end has told: it does for every few messages.
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

/** All bits that a version has: libzmq may come to use those that nothing is known of. */
const everything: Record<EventVersion, number> = { 1: 0xffff, 2: 0xffff_ffff }

export function eventType(bit: number): AnyEventType {
  return types.get(bit) ?? "unknown"
}

/** The types that an observer of a version can be asked for. */
function typesOf(version: EventVersion): AnyEventType[] {
  return [...bits.keys(), "unknown" as const].filter((type) => version === 2 || type !== "pipe:statistics")
}

/** What was asked for, as a set; `end` is always in it. */
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

/** libzmq's mask for those types. */
export function maskOf(parsed: ReadonlySet<AnyEventType>, version: EventVersion): number {
  const known = [...bits.values()].reduce((sum, bit) => sum | bit, 0)
  let mask = parsed.has("unknown") ? everything[version] & ~known : 0
  for (const type of parsed) mask |= bits.get(type) ?? 0
  return mask >>> 0
}
