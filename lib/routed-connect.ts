import { invalidArgumentType, ZmqError } from "./errors.js"
import type { SocketName } from "./option-sockets.js"
import type { SocketOptionName } from "./options.js"

/** What a socket that knows its peers by routing id may say when it connects. */
export interface RoutedConnectOptions {
  /** The routing id by which the peer will be known: 1 to 255 bytes, the first not 0, and in use for no other peer. */
  routingId?: string | Uint8Array
}

/** A socket, as far as it matters here. */
interface RoutedTarget {
  readonly socketName: SocketName
  /** Whether a Router knows a peer by this routing id. */
  hasPeer(routingId: Uint8Array): boolean
}

export function checkConnectOptions(options: RoutedConnectOptions | undefined): void {
  if (options === undefined || (typeof options === "object" && options !== null)) return
  throw invalidArgumentType("options", "an object", options)
}

/**
 * The routing ids that a Router or Stream gives to the peers that it connects to. libzmq ends the process when one is
 * given that a peer has already, so they are checked before it connects.
 */
export class ConnectRoutingIds {
  readonly #target: RoutedTarget
  /** What libzmq will call the peer of the next connect. */
  #next: Uint8Array | undefined
  /** What a Stream was told to call its peers: it cannot be asked whether they are still there, so it is for good. */
  readonly #given = new Set<string>()

  constructor(target: RoutedTarget) {
    this.#target = target
  }

  optionChanged(name: SocketOptionName, value: unknown): void {
    if (name === "connectRoutingId") this.#next = Buffer.from(value as string | Uint8Array)
  }

  /** Connects by `connect`, unless the peer's routing id is in use. */
  connect(connect: () => void): void {
    const routingId = this.#next
    if (routingId !== undefined) this.#refuseKnown(routingId)
    connect()
    if (routingId === undefined) return
    this.#next = undefined
    if (this.#target.socketName === "Stream") this.#given.add(key(routingId))
  }

  #refuseKnown(routingId: Uint8Array): void {
    const target = this.#target
    const isKnown = target.socketName === "Stream" ? this.#given.has(key(routingId)) : target.hasPeer(routingId)
    if (!isKnown) return
    const text = `Routing id ${JSON.stringify(Buffer.from(routingId).toString("latin1"))} is in use for another peer`
    throw new ZmqError("EADDRINUSE", text, { syscall: "zmq_connect" })
  }
}

function key(routingId: Uint8Array): string {
  return Buffer.from(routingId).toString("hex")
}
