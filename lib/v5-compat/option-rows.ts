import type { SocketOptionName } from "../index.js"
import * as numbers from "./option-numbers.js"

/** How the values of this API become those of `zmq-napi`, and the reverse. */
interface Kind {
  toCore(value: unknown): unknown
  fromCore(value: unknown): unknown
}

const same = (value: unknown) => value

/** A number that is not an integer is truncated, as in zeromq 5. Anything else is left to the checks of `zmq-napi`. */
export function truncated(value: unknown): unknown {
  return typeof value === "number" ? Math.trunc(value) : typeof value === "boolean" ? Number(value) : value
}

function isTrue(value: unknown): unknown {
  return typeof value === "number" ? value !== 0 : value
}

const orEmpty = (value: unknown) => value ?? ""

const kinds = {
  int: { toCore: truncated, fromCore: same },
  bool: { toCore: isTrue, fromCore: Number },
  text: { toCore: same, fromCore: orEmpty },
  /** Keys are also set as the bytes of their text, as zeromq 5 does when a property is set. */
  key: {
    toCore: (value) => {
      const isText = Buffer.isBuffer(value) && (value.length === 40 || (value.length === 41 && value[40] === 0))
      return isText ? value.toString("latin1", 0, 40) : value
    },
    fromCore: orEmpty,
  },
  /** libzmq counts in tenths of a second, and ignores the rest. */
  tenths: {
    toCore: (value) => (typeof value === "number" ? Math.floor(value / 100) * 100 : value),
    fromCore: same,
  },
  mechanism: { toCore: same, fromCore: (value) => [null, "plain", "curve", "gssapi"].indexOf(value as null) },
  verbosity: {
    toCore: (value) => {
      const isVerbose = isTrue(value)
      if (typeof isVerbose !== "boolean") return value
      return isVerbose ? "allSubs" : null
    },
    fromCore: same,
  },
} satisfies Record<string, Kind>

/** An option that `zmq-napi` has too. */
export interface Row {
  readonly name: SocketOptionName
  readonly kind: Kind
  /** The value of a socket whose type does not use the option: libzmq keeps what is set there, without any effect. */
  readonly unused?: number | string
}

const { int, bool, text, key, tenths, mechanism, verbosity } = kinds

export const rows: ReadonlyMap<number, Row> = new Map<number, Row>([
  [numbers.ZMQ_AFFINITY, { name: "affinity", kind: int }],
  [numbers.ZMQ_BACKLOG, { name: "backlog", kind: int }],
  [numbers.ZMQ_CONNECT_TIMEOUT, { name: "connectTimeout", kind: int }],
  [numbers.ZMQ_CURVE_PUBLICKEY, { name: "curvePublicKey", kind: key }],
  [numbers.ZMQ_CURVE_SECRETKEY, { name: "curveSecretKey", kind: key }],
  [numbers.ZMQ_CURVE_SERVER, { name: "curveServer", kind: bool }],
  [numbers.ZMQ_CURVE_SERVERKEY, { name: "curveServerKey", kind: key }],
  [numbers.ZMQ_DELAY_ATTACH_ON_CONNECT, { name: "immediate", kind: bool }],
  [numbers.ZMQ_FD, { name: "fileDescriptor", kind: int }],
  [numbers.ZMQ_HEARTBEAT_IVL, { name: "heartbeatInterval", kind: int }],
  [numbers.ZMQ_HEARTBEAT_TIMEOUT, { name: "heartbeatTimeout", kind: int }],
  [numbers.ZMQ_HEARTBEAT_TTL, { name: "heartbeatTimeToLive", kind: tenths }],
  [numbers.ZMQ_IDENTITY, { name: "routingId", kind: text, unused: "" }],
  [numbers.ZMQ_IPV4ONLY, { name: "ipv4Only", kind: bool }],
  [numbers.ZMQ_IPV6, { name: "ipv6", kind: bool }],
  [numbers.ZMQ_LAST_ENDPOINT, { name: "lastEndpoint", kind: text }],
  [numbers.ZMQ_LINGER, { name: "linger", kind: int }],
  [numbers.ZMQ_MAXMSGSIZE, { name: "maxMessageSize", kind: int }],
  [numbers.ZMQ_MECHANISM, { name: "securityMechanism", kind: mechanism }],
  [numbers.ZMQ_MULTICAST_HOPS, { name: "multicastHops", kind: int, unused: 1 }],
  [numbers.ZMQ_PLAIN_PASSWORD, { name: "plainPassword", kind: text }],
  [numbers.ZMQ_PLAIN_SERVER, { name: "plainServer", kind: bool }],
  [numbers.ZMQ_PLAIN_USERNAME, { name: "plainUsername", kind: text }],
  [numbers.ZMQ_RATE, { name: "rate", kind: int }],
  [numbers.ZMQ_RCVBUF, { name: "receiveBufferSize", kind: int, unused: -1 }],
  [numbers.ZMQ_RCVHWM, { name: "receiveHighWaterMark", kind: int, unused: 1000 }],
  [numbers.ZMQ_RCVTIMEO, { name: "receiveTimeout", kind: int, unused: -1 }],
  [numbers.ZMQ_RECONNECT_IVL, { name: "reconnectInterval", kind: int }],
  [numbers.ZMQ_RECONNECT_IVL_MAX, { name: "reconnectMaxInterval", kind: int }],
  [numbers.ZMQ_RECOVERY_IVL, { name: "recoveryInterval", kind: int }],
  [numbers.ZMQ_RECOVERY_IVL_MSEC, { name: "recoveryInterval", kind: int }],
  [numbers.ZMQ_ROUTER_HANDOVER, { name: "handover", kind: bool }],
  [numbers.ZMQ_ROUTER_MANDATORY, { name: "mandatory", kind: bool }],
  [numbers.ZMQ_ROUTER_RAW, { name: "routerRaw", kind: bool }],
  [numbers.ZMQ_SNDBUF, { name: "sendBufferSize", kind: int, unused: -1 }],
  [numbers.ZMQ_SNDHWM, { name: "sendHighWaterMark", kind: int, unused: 1000 }],
  [numbers.ZMQ_SNDTIMEO, { name: "sendTimeout", kind: int, unused: -1 }],
  [numbers.ZMQ_TCP_ACCEPT_FILTER, { name: "tcpAcceptFilter", kind: text }],
  [numbers.ZMQ_TCP_KEEPALIVE, { name: "tcpKeepalive", kind: int }],
  [numbers.ZMQ_TCP_KEEPALIVE_CNT, { name: "tcpKeepaliveCount", kind: int }],
  [numbers.ZMQ_TCP_KEEPALIVE_IDLE, { name: "tcpKeepaliveIdle", kind: int }],
  [numbers.ZMQ_TCP_KEEPALIVE_INTVL, { name: "tcpKeepaliveInterval", kind: int }],
  [numbers.ZMQ_TYPE, { name: "type", kind: int }],
  [numbers.ZMQ_XPUB_VERBOSE, { name: "verbosity", kind: verbosity }],
  [numbers.ZMQ_ZAP_DOMAIN, { name: "zapDomain", kind: text }],
  // zeromq 5 accepts these by their numbers, and has no names for them.
  [51, { name: "probeRouter", kind: bool }],
  [66, { name: "handshakeInterval", kind: int }],
])
