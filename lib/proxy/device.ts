import type { Context } from "../context/context.js"
import { invalidArgumentType, invalidArgumentValue } from "../errors/errors.js"
import { namesOf } from "../errors/known-names.js"
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
  /** Clients' requests (REQ, DEALER) to the next of the services (REP, ROUTER), and the replies back: Router, Dealer. */
  queue: { frontend: RouterOptions; backend: DealerOptions }
  /** Publications to subscribers, and their subscriptions back: XSubscriber, XPublisher. */
  forwarder: { frontend: XSubscriberOptions; backend: XPublisherOptions }
  /** Work of producers (PUSH) to the next of the consumers (PULL): Pull, Push. */
  streamer: { frontend: PullOptions; backend: PushOptions }
}

/** What a device does: which sockets it has. */
export type DeviceKind = keyof DeviceSockets

type Opener = (options: object) => Socket

const openers: Record<DeviceKind, { frontend: Opener; backend: Opener }> = {
  queue: { frontend: (options) => new Router(options), backend: (options) => new Dealer(options) },
  forwarder: { frontend: (options) => new XSubscriber(options), backend: (options) => new XPublisher(options) },
  streamer: { frontend: (options) => new Pull(options), backend: (options) => new Push(options) },
}

/** Where one side of a device is reached: the addresses that it binds to, or what it binds and connects to. */
export type DeviceEndpoints =
  | string
  | readonly string[]
  | {
      /** Where it listens. */
      bind?: string | readonly string[]
      /** What it connects to. */
      connect?: string | readonly string[]
    }

/** The options of a device's sockets. */
export interface DeviceOptions<K extends DeviceKind = DeviceKind> {
  /** Of the front-end. */
  frontend?: Omit<DeviceSockets[K]["frontend"], keyof SocketBaseInit>
  /** Of the back-end. */
  backend?: Omit<DeviceSockets[K]["backend"], keyof SocketBaseInit>
}

/** What {@link device} is given. */
export interface DeviceInit<K extends DeviceKind = DeviceKind> {
  /** Where clients, publishers or producers come. */
  frontend: DeviceEndpoints
  /** Where services, subscribers or consumers come. */
  backend: DeviceEndpoints
  /** What is sent a copy of every message: a socket, or the addresses of a Publisher. The device closes it. */
  capture?: ProxyOptions["capture"] | DeviceEndpoints
  /** The options of its sockets. */
  options?: DeviceOptions<K>
  /** The context to open the sockets in. By default the process's. */
  context?: Context
}

const initNames = namesOf<DeviceInit>("plan of a device", {
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

/** A device that runs. */
export interface Device extends Disposable, AsyncDisposable {
  /** Where the front end is reached, wildcards resolved. */
  readonly frontend: readonly string[]
  /** Where the back end is reached, wildcards resolved. */
  readonly backend: readonly string[]
  /** Where the Publisher of the copies is reached, if the device has made one. */
  readonly capture: readonly string[]
  /**
   * Resolves when the device was closed, and rejects with a `ProxyError` when it failed, or when its context ended before it
   * was closed: await it, or what goes wrong is an unhandled rejection, which ends the process.
   */
  readonly ended: Promise<void>
  /** Suspends the device: what arrives waits. */
  pause(): void
  /** Goes on after `pause`. */
  resume(): void
  /** What has gone through the device. */
  statistics(): ProxyStatistics
  /** Lets the device keep the process alive, as it does from the start. */
  ref(): this
  /** Lets the process end although the device runs. */
  unref(): this
  /** Ends the device and closes its sockets, a moment later. Idempotent. */
  close(): void
}

/**
 * Opens the two sockets of an intermediary, binds them, and runs a {@link Proxy} between them, on a thread of its own.
 * Nothing is left open when it throws.
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
  const copies = given === undefined || isSocket(given) ? undefined : readEndpoints("capture", given)
  if (typeof options !== "object" || options === null) throw invalidArgumentType("options", "an object", options)
  optionNames.check(options)

  const opened: Socket[] = []
  const open = (opener: Opener, own: object | undefined, endpoints: Endpoints) => {
    const socket = opener({ ...own, ...(context === undefined ? {} : { context }) })
    opened.push(socket)
    return { socket, reached: attach(socket, endpoints) }
  }
  try {
    const frontend = open(openers[kind].frontend, options.frontend, plan.frontend)
    const backend = open(openers[kind].backend, options.backend, plan.backend)
    const publisher = copies && open((own) => new Publisher(own), undefined, copies)
    const capture = (publisher?.socket ?? given) as ProxyOptions["capture"]
    const proxy = new Proxy(frontend.socket, backend.socket, capture === undefined ? {} : { capture })
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

/** Binds and connects the socket: where it is. */
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
