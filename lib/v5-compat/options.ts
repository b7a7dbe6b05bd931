import { type Socket, type SocketOptionName, type Subscriber, ZmqError } from "../index.js"
import { ZMQ_POLLIN, ZMQ_POLLOUT } from "./constants.js"
import { assertOpen, invalidArgument } from "./errors.js"
import * as numbers from "./option-numbers.js"
import { type Row, rows, truncated } from "./option-rows.js"
import type { SocketOptions } from "./socket-options.js"

/** The numbers of the options that are properties of a socket. */
export const options: Readonly<Record<keyof SocketOptions, number>> = {
  _fd: numbers.ZMQ_FD,
  _ioevents: numbers.ZMQ_EVENTS,
  _receiveMore: numbers.ZMQ_RCVMORE,
  _subscribe: numbers.ZMQ_SUBSCRIBE,
  _unsubscribe: numbers.ZMQ_UNSUBSCRIBE,
  affinity: numbers.ZMQ_AFFINITY,
  backlog: numbers.ZMQ_BACKLOG,
  hwm: numbers.ZMQ_HWM,
  identity: numbers.ZMQ_IDENTITY,
  linger: numbers.ZMQ_LINGER,
  mcast_loop: numbers.ZMQ_MCAST_LOOP,
  rate: numbers.ZMQ_RATE,
  rcvbuf: numbers.ZMQ_RCVBUF,
  last_endpoint: numbers.ZMQ_LAST_ENDPOINT,
  reconnect_ivl: numbers.ZMQ_RECONNECT_IVL,
  recovery_ivl: numbers.ZMQ_RECOVERY_IVL,
  sndbuf: numbers.ZMQ_SNDBUF,
  swap: numbers.ZMQ_SWAP,
  mechanism: numbers.ZMQ_MECHANISM,
  plain_server: numbers.ZMQ_PLAIN_SERVER,
  plain_username: numbers.ZMQ_PLAIN_USERNAME,
  plain_password: numbers.ZMQ_PLAIN_PASSWORD,
  curve_server: numbers.ZMQ_CURVE_SERVER,
  curve_publickey: numbers.ZMQ_CURVE_PUBLICKEY,
  curve_secretkey: numbers.ZMQ_CURVE_SECRETKEY,
  curve_serverkey: numbers.ZMQ_CURVE_SERVERKEY,
  zap_domain: numbers.ZMQ_ZAP_DOMAIN,
  heartbeat_ivl: numbers.ZMQ_HEARTBEAT_IVL,
  heartbeat_ttl: numbers.ZMQ_HEARTBEAT_TTL,
  heartbeat_timeout: numbers.ZMQ_HEARTBEAT_TIMEOUT,
  connect_timeout: numbers.ZMQ_CONNECT_TIMEOUT,
}

const byLongName: Readonly<Record<string, number>> = { ...numbers }

/** The number of an option that is given by its number, its short name or its long name. */
function numberOf(given: unknown): number | undefined {
  if (typeof given === "number") return given
  if (typeof given !== "string") return undefined
  if (Object.hasOwn(options, given)) return options[given as keyof SocketOptions]
  return Object.hasOwn(byLongName, given) ? byLongName[given] : undefined
}

function rowOf(option: number | undefined, given: unknown): Row {
  const row = option === undefined ? undefined : rows.get(option)
  if (row !== undefined) return row
  if (option === numbers.ZMQ_SWAP || option === numbers.ZMQ_MCAST_LOOP) {
    throw new ZmqError("EINVAL", `libzmq has no option ${String(given)} since version 3`)
  }
  throw invalidArgument(`There is no option ${typeof given === "string" ? `"${given}"` : String(given)} of sockets`)
}

/** The options of one socket. */
export class Options {
  readonly #core: Socket
  /** Whether this API holds received messages: then the socket is readable, even if libzmq has no message for it. */
  readonly #holdsMessages: () => boolean
  /** What was set of the options that this type of socket does not use. */
  readonly #unused = new Map<SocketOptionName, number | string>()

  constructor(core: Socket, holdsMessages: () => boolean) {
    this.#core = core
    this.#holdsMessages = holdsMessages
  }

  get(given: unknown): unknown {
    assertOpen(this.#core)
    const option = numberOf(given)
    if (option === numbers.ZMQ_EVENTS) return this.#events()
    if (option === numbers.ZMQ_RCVMORE) return 0
    if (option === numbers.ZMQ_HWM) return this.#core.hwm
    if (option === numbers.ZMQ_SUBSCRIBE) return this.#core.getOption("subscribe")
    if (option === numbers.ZMQ_UNSUBSCRIBE) return this.#core.getOption("unsubscribe")
    const { name, kind, unused } = rowOf(option, given)
    if (unused !== undefined && !(name in this.#core)) return this.#unused.get(name) ?? unused
    return kind.fromCore(this.#core.getOption(name))
  }

  set(given: unknown, value: unknown): void {
    assertOpen(this.#core)
    const option = numberOf(given)
    if (option === numbers.ZMQ_SUBSCRIBE) this.#subscribe("subscribe", value)
    else if (option === numbers.ZMQ_UNSUBSCRIBE) this.#subscribe("unsubscribe", value)
    else if (option === numbers.ZMQ_HWM) this.#core.hwm = truncated(value) as number
    else this.#set(rowOf(option, given), value)
  }

  #set({ name, kind, unused }: Row, value: unknown): void {
    if (unused === undefined || name in this.#core) this.#core.setOption(name, kind.toCore(value) as never)
    else this.#unused.set(name, checkUnused(name, kind.toCore(value), unused))
  }

  /** A Subscriber counts its subscriptions in its methods. Types that do not subscribe have no such option. */
  #subscribe(method: "subscribe" | "unsubscribe", prefix: unknown): void {
    if (method in this.#core) (this.#core as Subscriber)[method](prefix as string)
    else this.#core.setOption(method, prefix as string)
  }

  #events(): number {
    const readable = this.#holdsMessages() || this.#core.readable
    return (readable ? ZMQ_POLLIN : 0) | (this.#core.writable ? ZMQ_POLLOUT : 0)
  }
}

function checkUnused(name: string, value: unknown, unused: number | string): number | string {
  const given = typeof unused === "string" && Buffer.isBuffer(value) ? value.toString() : value
  if (typeof given === typeof unused) return given as number | string
  throw invalidArgument(`${name} must be a ${typeof unused}`)
}
