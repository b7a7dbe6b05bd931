import { types } from "node:util"
import { invalidArgumentType, ZmqError } from "../errors/errors.js"
import { type OptionTarget, setSocketOption } from "../options/access.js"
import { namesOf } from "../options/known-names.js"
import type { SocketOptionName } from "../options/types.js"

/** The options of connect for a socket that knows its peers by routing id. */
export interface RoutedConnectOptions {
  /**
   * The routing id by which this socket will know the peer: 1 to 255 bytes, the first not 0, and not in use for another
   * peer.
   */
  routingId?: string | Uint8Array | undefined
}

const optionNames = namesOf<RoutedConnectOptions>("options of connect", { routingId: true })

/** The part of a socket that this module needs. */
interface RoutedTarget extends OptionTarget {
  /** Whether a Router knows a peer by this routing id. */
  hasPeer(routingId: Uint8Array): boolean
}

/**
 * The routing ids that a Router or Stream gives to the peers that it connects to. libzmq aborts the process if such an
 * id is in use for another peer, so ids are checked before the socket connects.
 */
export class ConnectRoutingIds {
  readonly #target: RoutedTarget
  /** The routing id that libzmq will give to the peer of the next connect. It can be replaced, but not unset. */
  #next: Uint8Array | undefined
  /** Whether `#next` belongs to a failed connect, so that it must be replaced before the next one. */
  #stale = false
  /**
   * The routing ids that a Stream has given to peers. They are never removed, because libzmq cannot tell whether a
   * Stream's peer is still connected.
   */
  readonly #given = new Set<string>()

  constructor(target: RoutedTarget) {
    this.#target = target
  }

  optionChanged(name: SocketOptionName, value: unknown): void {
    if (name !== "connectRoutingId") return
    this.#next = Buffer.from(value as string | Uint8Array)
    this.#stale = false
  }

  /** Connects by `connect`, unless the peer's routing id is in use. */
  connect(address: string, options: RoutedConnectOptions | undefined, connect: () => void): void {
    if (options !== undefined && (typeof options !== "object" || options === null)) {
      throw invalidArgumentType("options", "an object", options)
    }
    if (options !== undefined) optionNames.check(options)
    const given = options?.routingId
    if (typeof given === "string" || types.isUint8Array(given)) this.#rejectKnown(Buffer.from(given), address)
    else if (this.#next !== undefined && !this.#stale) this.#rejectKnown(this.#next, address)

    const asked = given ?? (this.#stale ? crypto.getRandomValues(new Uint8Array(16)).fill(1, 0, 1) : undefined)
    if (asked !== undefined) setSocketOption(this.#target, "connectRoutingId", asked)
    const routingId = this.#next
    this.#stale = given !== undefined
    connect()
    this.#stale = false
    this.#next = undefined
    if (routingId !== undefined && this.#target.socketName === "Stream") this.#given.add(key(routingId))
  }

  #rejectKnown(routingId: Uint8Array, address: string): void {
    const target = this.#target
    const isKnown = target.socketName === "Stream" ? this.#given.has(key(routingId)) : target.hasPeer(routingId)
    if (!isKnown) return
    const text = `Routing id ${JSON.stringify(Buffer.from(routingId).toString("latin1"))} is in use for another peer`
    throw new ZmqError("EADDRINUSE", text, { syscall: "zmq_connect", address })
  }
}

function key(routingId: Uint8Array): string {
  return Buffer.from(routingId).toString("hex")
}
