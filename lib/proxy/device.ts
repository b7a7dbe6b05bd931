import type { Context } from "../context/context.js"
import { invalidArgumentType, invalidArgumentValue } from "../errors/errors.js"
import { namesOf } from "../options/known-names.js"
import { isSocket, type Socket, type SocketBaseInit } from "../socket/socket.js"
import { Dealer, type DealerOptions } from "../sockets/dealer.js"
import { Publisher } from "../sockets/publisher.js"
import { Pull, type PullOptions } from "../sockets/pull.js"
import { Push, type PushOptions } from "../sockets/push.js"
import { Router, type RouterOptions } from "../sockets/router.js"
import { XPublisher, type XPublisherOptions } from "../sockets/x-publisher.js"
import { XSubscriber, type XSubscriberOptions } from "../sockets/x-subscriber.js"
import { notCloneable } from "../util/not-cloneable.js"
import { Proxy, type ProxyOptions, type ProxyStatistics } from "./proxy.js"

/** The options of a device's sockets, by kind. */
interface DeviceSockets {
  /**
   * Router and Dealer: distribute requests of clients (REQ, DEALER) among services (REP, ROUTER), and return the
   * replies.
   */
  queue: { frontend: RouterOptions; backend: DealerOptions }
  /** XSubscriber and XPublisher: forward publications to subscribers, and their subscriptions to publishers. */
  forwarder: { frontend: XSubscriberOptions; backend: XPublisherOptions }
  /** Pull and Push: distribute work of producers (PUSH) among consumers (PULL). */
  streamer: { frontend: PullOptions; backend: PushOptions }
}

/** The kinds of device. The kind determines the socket types. */
export type DeviceKind = keyof DeviceSockets

type Opener = (options: object) => Socket

const openers: Record<DeviceKind, { frontend: Opener; backend: Opener }> = {
  queue: { frontend: (options) => new Router(options), backend: (options) => new Dealer(options) },
  forwarder: { frontend: (options) => new XSubscriber(options), backend: (options) => new XPublisher(options) },
  streamer: { frontend: (options) => new Pull(options), backend: (options) => new Push(options) },
}

/**
 * The endpoints of one side of a device: addresses to bind to, or an object with addresses to bind and to connect to.
 */
export type DeviceEndpoints =
  | string
  | readonly string[]
  | {
      /** The addresses to bind to. */
      bind?: string | readonly string[] | undefined
      /** The addresses to connect to. */
      connect?: string | readonly string[] | undefined
    }

/** The options of a device's sockets. */
export interface DeviceOptions<K extends DeviceKind = DeviceKind> {
  /** Options of the front-end socket. */
  frontend?: Omit<DeviceSockets[K]["frontend"], keyof SocketBaseInit> | undefined
  /** Options of the back-end socket. */
  backend?: Omit<DeviceSockets[K]["backend"], keyof SocketBaseInit> | undefined
}

/** The configuration that {@link device} takes. */
export interface DeviceInit<K extends DeviceKind = DeviceKind> {
  /** The endpoints for clients, publishers or producers. */
  frontend: DeviceEndpoints
  /** The endpoints for services, subscribers or consumers. */
  backend: DeviceEndpoints
  /**
   * Where a copy of every message is sent: a socket, or the endpoints of a Publisher that the device opens. The device
   * closes either.
   */
  capture?: ProxyOptions["capture"] | DeviceEndpoints | undefined
  /** The options of the device's sockets. */
  options?: DeviceOptions<K> | undefined
  /** The context of the sockets. By default the default context of the process. */
  context?: Context | undefined
}

const initNames = namesOf<DeviceInit>("second argument of device()", {
  frontend: true,
  backend: true,
  capture: true,
  options: true,
  context: true,
})
const optionNames = namesOf<DeviceOptions>("options of a device", { frontend: true, backend: true })
const endpointNames = namesOf<Extract<DeviceEndpoints, { bind?: unknown }>>("endpoints of a device", {
  bind: true,
  connect: true,
})

/** A running device. */
export interface Device extends Disposable, AsyncDisposable {
  /** The endpoints of the front end, with wildcards resolved. */
  readonly frontend: readonly string[]
  /** The endpoints of the back end, with wildcards resolved. */
  readonly backend: readonly string[]
  /** The endpoints of the Publisher that sends the copies, with wildcards resolved; empty if the device opened none. */
  readonly capture: readonly string[]
  /**
   * Resolves when the device is closed. Rejects with a `ProxyError` if the device fails, or if its context ends before
   * it is closed. Await it: otherwise a failure is an unhandled rejection, which ends the process.
   */
  readonly ended: Promise<void>
  /** Suspends the device: messages that arrive wait in its sockets. */
  pause(): void
  /** Resumes the device after `pause`. */
  resume(): void
  /** The traffic of the device. */
  statistics(): ProxyStatistics
  /** Makes the device keep the process alive, which is the default. */
  ref(): this
  /** Lets the process end while the device runs. */
  unref(): this
  /** Ends the device and closes its sockets, a moment later. Idempotent. */
  close(): void
}

/**
 * Opens the two sockets of an intermediary, binds or connects them, and runs a {@link Proxy} between them, on a thread
 * of its own. If it throws, it has closed the sockets that it opened.
 *
 * @param kind `"queue"`: Router and Dealer, for requests; `"forwarder"`: XSubscriber and XPublisher, for publications;
 * `"streamer"`: Pull and Push, for work.
 * @throws TypeError, RangeError or ZmqError as the sockets' constructors, `bind`, `connect` and `Proxy.run` do.
 * @see zmq_proxy(3)
 */
export function device<K extends DeviceKind>(kind: K, init: DeviceInit<K>): Device {
  if (typeof kind !== "string") throw invalidArgumentType("kind", "the kind of a device", kind)
  const kinds = Object.keys(openers).map((name) => `"${name}"`)
  if (!Object.hasOwn(openers, kind)) throw invalidArgumentValue("kind", kinds.join(" or "), kind)
  if (typeof init !== "object" || init === null) throw invalidArgumentType("init", "an object", init)
  initNames.check(init)
  const plan = {
    frontend: readEndpoints("frontend", init.frontend),
    backend: readEndpoints("backend", init.backend),
  }
  const { options = {}, context, capture: given } = init
  const captureEndpoints = given === undefined || isSocket(given) ? undefined : readEndpoints("capture", given)
  if (typeof options !== "object" || options === null) throw invalidArgumentType("options", "an object", options)
  optionNames.check(options)

  const opened: Socket[] = []
  const open = (opener: Opener, own: object | undefined, endpoints: Endpoints) => {
    const socket = opener(context === undefined ? { ...own } : { ...own, context })
    opened.push(socket)
    return { socket, reached: attach(socket, endpoints) }
  }
  try {
    const frontend = open(openers[kind].frontend, options.frontend, plan.frontend)
    const backend = open(openers[kind].backend, options.backend, plan.backend)
    const publisher = captureEndpoints && open((own) => new Publisher(own), undefined, captureEndpoints)
    const capture = (publisher?.socket ?? given) as ProxyOptions["capture"]
    const proxy = new Proxy(frontend.socket, backend.socket, { capture })
    return new RunningDevice(proxy, frontend.reached, backend.reached, publisher?.reached ?? [])
  } catch (error) {
    for (const socket of opened) socket.close()
    throw error
  }
}

const threadBound = notCloneable("A device stays in the thread that made it: other threads connect to its endpoints")

class RunningDevice implements Device {
  readonly threadBound = threadBound
  readonly ended: Promise<void>
  readonly #proxy: Proxy

  constructor(
    proxy: Proxy,
    readonly frontend: readonly string[],
    readonly backend: readonly string[],
    readonly capture: readonly string[],
  ) {
    this.#proxy = proxy
    this.ended = proxy.start()
  }

  pause(): void {
    this.#proxy.pause()
  }

  resume(): void {
    this.#proxy.resume()
  }

  statistics(): ProxyStatistics {
    return this.#proxy.statistics()
  }

  ref(): this {
    this.#proxy.ref()
    return this
  }

  unref(): this {
    this.#proxy.unref()
    return this
  }

  close(): void {
    this.#proxy[Symbol.dispose]()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#proxy[Symbol.asyncDispose]()
  }
}

interface Endpoints {
  readonly bind: readonly string[]
  readonly connect: readonly string[]
}

function readEndpoints(name: string, given: DeviceEndpoints): Endpoints {
  const isNamed = typeof given === "object" && given !== null && !Array.isArray(given)
  if (isNamed) endpointNames.check(given as object)
  const { bind = [], connect = [] } = isNamed
    ? (given as Exclude<DeviceEndpoints, string | readonly string[]>)
    : { bind: given as string }
  const endpoints = { bind: readAddresses(name, bind), connect: readAddresses(name, connect) }
  if (endpoints.bind.length + endpoints.connect.length > 0) return endpoints
  throw invalidArgumentValue(name, "at least one address", given)
}

function readAddresses(name: string, given: unknown): readonly string[] {
  const addresses = Array.isArray(given) ? given : [given]
  const wrong = addresses.find((address) => typeof address !== "string")
  if (wrong === undefined) return addresses as string[]
  throw invalidArgumentType(name, 'an address, an array of addresses, or an object with "bind" or "connect"', wrong)
}

/** Binds and connects a socket. Returns its endpoints, with wildcards resolved. */
function attach(socket: Socket, { bind, connect }: Endpoints): string[] {
  const reached: string[] = []
  for (const address of bind) {
    socket.bindSync(address)
    reached.push(socket.lastEndpoint as string)
  }
  for (const address of connect) {
    socket.connect(address)
    reached.push(address)
  }
  return reached
}
