import type { InspectOptionsStylized, inspect } from "node:util"
import { binding } from "../addon/binding.js"
import { checkEndpoint, checkIPv6, checkTransport, checkZapHandler, explainedEndpoint } from "../checks/endpoint.js"
import { lookUpHost } from "../checks/host-names.js"
import { givenDescriptor, useDescriptor } from "../checks/listening-descriptor.js"
import { checkMulticast } from "../checks/multicast.js"
import { describePort, type RandomPort, type RandomPortOptions, RandomPorts } from "../checks/random-port.js"
import { type Context, checkContext, context as defaultContext } from "../context/context.js"
import { awaitClosed, whenClosed } from "../engine/closing-listeners.js"
import type { SocketEndpoints } from "../engine/endpoints.js"
import { handleOf, SocketHandle } from "../engine/handle.js"
import type { SocketStats } from "../engine/stats.js"
import { invalidArgumentType, invalidArgumentValue, SocketClosedError } from "../errors/errors.js"
import { ensureReactor } from "../event-loop/timers.js"
import { checkMessageProperties } from "../message/properties.js"
import type { EventType, EventVersion } from "../monitor/event.js"
import { type ObserveOptions, Observer } from "../monitor/observer.js"
import {
  defineOptionAccessors,
  getSocketOption,
  type OptionTarget,
  type RawOptionName,
  setSocketOption,
  validateInit,
} from "../options/access.js"
import { highWaterMarksOf, prepareHighWaterMarks } from "../options/high-water-marks.js"
import { getNumbered, setNumbered } from "../options/raw.js"
import { allSockets, type SocketName } from "../options/socket-types.js"
import type { OptionInput, OptionValue, SocketOptionName, SocketOptionsOf } from "../options/table.js"
import { custom, show } from "../util/inspect.js"
import { notCloneable } from "../util/not-cloneable.js"

export { handleOf }

const { ZMQ_POLLIN, ZMQ_POLLOUT } = binding.constants
const threadBound = notCloneable("A socket stays in the thread that made it: make another there, in the same Context")

/** What every socket's constructor takes beside its options. */
export interface SocketBaseInit {
  /** The context to open the socket in. By default the process's. */
  context?: Context
  /**
   * How many sends may wait while the socket cannot send, by default 1000; one more rejects with code `EBUSY`.
   */
  pendingSendLimit?: number
  /**
   * Has received messages carry what is known of the connection that they came by, for `propertiesOf(message)`: `true`
   * for the peer's address, user id, socket type and routing id; an array of names for further ones of the peer's
   * `metadata` too (`["X-Service"]`). By default false: it costs time for each message.
   */
  messageProperties?: boolean | readonly string[]
  /** The high-water marks of both directions, in messages; `sendHighWaterMark` and `receiveHighWaterMark` go before it. */
  hwm?: number
}

/**
 * What all sockets have in common. A socket belongs to the thread that made it.
 *
 * @see zmq_socket(3)
 */
export abstract class Socket {
  /** @internal Before all others: what cannot be cloned is told of the first. */
  readonly threadBound = threadBound
  /** The context that the socket was opened in. */
  readonly context: Context
  /** @internal */
  readonly [handleOf]: SocketHandle

  /** @internal */
  protected constructor(name: SocketName, init: SocketBaseInit = {}) {
    if (!allSockets.includes(name)) throw invalidArgumentValue("type", "that of a class which is exported", name)
    if (typeof init !== "object" || init === null) throw invalidArgumentType("options", "an object", init)
    const { context = defaultContext, pendingSendLimit, messageProperties, hwm } = init
    checkContext(context)
    const given = validateInit(name, init, ["context", "pendingSendLimit", "messageProperties", "hwm"], this)
    const highWaterMarks = hwm === undefined ? [] : prepareHighWaterMarks(name, hwm)
    const setters = [...context.defaultsFor(name, given.names), ...highWaterMarks, ...given.setters]
    if (pendingSendLimit !== undefined) checkPendingSendLimit(pendingSendLimit)
    const propertyNames = messageProperties === undefined ? undefined : checkMessageProperties(messageProperties)
    ensureReactor()
    this.context = context
    this[handleOf] = new SocketHandle(context, name)
    if (pendingSendLimit !== undefined) this.pendingSendLimit = pendingSendLimit
    try {
      if (propertyNames !== undefined) this[handleOf].propertyNames = propertyNames
      for (const set of setters) set(targetOf(this))
    } catch (error) {
      this.close()
      throw error
    }
  }

  /** Whether the socket was closed. */
  get closed(): boolean {
    const handle = this[handleOf]
    return handle.closed && !handle.handedOver
  }

  /** Whether a message can be received at once. False on a closed socket. */
  get readable(): boolean {
    const handle = this[handleOf]
    return !handle.closed && (handle.receiveQueue.ready || (handle.events() & ZMQ_POLLIN) !== 0)
  }

  /**
   * Whether a message can be sent at once. False on a closed socket. Not certain for an XPublisher with `noDrop` and for
   * a mandatory Router, which count as writable although the next send may have to wait.
   */
  get writable(): boolean {
    const handle = this[handleOf]
    return !handle.closed && handle.sendQueue.waiting === 0 && (handle.events() & ZMQ_POLLOUT) !== 0
  }

  /**
   * What happens to this socket: connections that come and go, handshakes, endpoints that are bound and closed. The first
   * look at it begins the observation, of all events and without `observe()`'s options; the same observer is given until
   * it is closed, and then a new one.
   *
   * Throws a ZmqError: `EBADF` on a closed socket, `EMFILE` at the context's limit (an observer takes two sockets of it),
   * `ETERM` when the context ends.
   *
   * @see zmq_socket_monitor(3)
   */
  get events(): Observer {
    const { observer } = this[handleOf]
    return (observer === undefined || observer.closed ? new Observer(this) : observer) as Observer
  }

  /**
   * {@link events}, of chosen types, or in version 2, which names both ends of each connection.
   *
   * Throws as {@link events} does; with code `EBUSY` when the socket is observed already, for libzmq has one monitor for
   * each: close that observer first; `ENOTSUP` for version 2 where libzmq has no draft API; a TypeError for
   * options that mean nothing.
   *
   * @see zmq_socket_monitor_versioned(3)
   */
  observe<V extends EventVersion = 1, E extends EventType<V> = EventType<V>>(
    options?: ObserveOptions<V, E>,
  ): Observer<V, E> {
    return new Observer(this, options)
  }

  /** How many sends may wait while the socket cannot send; by default 1000. One more rejects with code `EBUSY`. */
  get pendingSendLimit(): number {
    return this[handleOf].sendQueue.limit
  }

  set pendingSendLimit(limit: number) {
    this[handleOf].sendQueue.limit = checkPendingSendLimit(limit)
  }

  /**
   * What received messages carry for `propertiesOf(message)`: false for nothing; true, or the names of further properties.
   * Messages that were received ahead before it was set stay as they are, so set it before `bind` and `connect`.
   *
   * @throws TypeError for anything else, and a ZmqError with code `EBADF` on a closed socket.
   * @see zmq_msg_gets(3)
   */
  get messageProperties(): boolean | readonly string[] {
    const names = this[handleOf].propertyNames
    return names === undefined ? false : names.further.length === 0 || [...names.further]
  }

  set messageProperties(parsed: boolean | readonly string[]) {
    this[handleOf].propertyNames = checkMessageProperties(parsed)
  }

  /**
   * The high-water marks of both directions: reading gives the one for sending, or for receiving on a socket that does
   * not send; setting sets those that the socket has. In messages, by default 1000; 0 is no limit.
   *
   * @see zmq_setsockopt(3) ZMQ_SNDHWM, ZMQ_RCVHWM
   */
  get hwm(): number {
    const handle = this[handleOf]
    return getSocketOption(handle, highWaterMarksOf(handle.socketName)[0])
  }

  set hwm(messages: number) {
    const handle = this[handleOf]
    handle.assertOpen()
    for (const set of prepareHighWaterMarks(handle.socketName, messages)) set(handle)
  }

  /** What the socket is bound and connected to now; nothing on a closed socket. A copy. */
  get endpoints(): SocketEndpoints {
    return this[handleOf].endpoints.list
  }

  /** How much was sent and received, and how much waits; of a closed socket, as it was then. A copy. */
  get stats(): SocketStats {
    return this[handleOf].stats
  }

  /**
   * Closes the socket. Idempotent, does not wait. What was sent leaves in the background, for as long as `linger`
   * says. Waiting operations reject with a `SocketClosedError`, messages that were not yet received are dropped.
   *
   * @see zmq_close(3)
   */
  close(): void {
    this[handleOf].close()
  }

  /** Closes the socket: for `using`. */
  [Symbol.dispose](): void {
    this.close()
  }

  /** Closes the socket: for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }

  /**
   * Lets peers connect to this socket at `address`: `tcp://127.0.0.1:5555`, `tcp://*:*` for any free port (see
   * `lastEndpoint`), `ipc:///tmp/feed`, `inproc://name`. A socket may bind to several addresses, and connect too.
   * An interface may be given by its name, `tcp://eth0:5555`, and by the name of a host that has one of this machine's
   * addresses, `tcp://localhost:5555`; with `ipv6` that is its address of IPv6, if it has one.
   *
   * Binds at once, before this returns, unless this process has unbound the address, or closed its socket, a moment ago:
   * then when it is free, which takes milliseconds; to the name of a host when it has been looked up; and behind earlier
   * binds of this socket that wait so.
   *
   * Over ipc, bind replaces a socket at the path, even one at which another process listens. It leaves any other file alone.
   *
   * Rejects with a ZmqError, whose `address` is the one given: `EADDRINUSE`, also for an ipc path of a file that is not a
   * socket, `EADDRNOTAVAIL`, `EPROTONOSUPPORT` for a transport that is not built in, `ENODEV` for an interface or
   * host that does not exist, `EINVAL` for what is no address, `ENAMETOOLONG` for an ipc path that is too long. With a
   * SocketClosedError when the socket is closed while it waits.
   *
   * @see zmq_bind(3)
   */
  async bind(address: string): Promise<void> {
    await bindInTurn(this, address)
  }

  /** {@link bind}, which blocks where that waits, and does not come behind earlier ones: throws where that rejects. */
  bindSync(address: string): void {
    bindBlocking(this, address)
  }

  /**
   * Binds to a free port at `address`, a tcp, ws or wss address without one: `"tcp://127.0.0.1"`, `"tcp://*"`. With `min`
   * or `max`, ports of that range are tried in random order. Resolves with the endpoint and its port.
   *
   * Rejects with a TypeError or RangeError for an address of another transport, or with a port, and for wrong options;
   * else as {@link bind} does, with `EADDRINUSE` when no port that was tried is free.
   */
  async bindToRandomPort(address: string, options?: RandomPortOptions): Promise<RandomPort> {
    const ports = new RandomPorts(address, options)
    for (const candidate of ports) {
      try {
        return describePort(await bindInTurn(this, candidate))
      } catch (error) {
        ports.failed(error)
      }
    }
    throw ports.noneFree()
  }

  /** {@link bindToRandomPort}, which blocks where that waits: throws where that rejects. */
  bindToRandomPortSync(address: string, options?: RandomPortOptions): RandomPort {
    const ports = new RandomPorts(address, options)
    for (const candidate of ports) {
      try {
        return describePort(bindBlocking(this, candidate))
      } catch (error) {
        ports.failed(error)
      }
    }
    throw ports.noneFree()
  }

  /**
   * Undoes a bind: peers can no longer connect, and those that are connected are disconnected. It is done before this
   * returns, unless an earlier bind of this socket waits; resolves when the address is free for another bind, which takes
   * an I/O thread milliseconds; also when the socket is closed meanwhile.
   * `address` is what was given to `bind`, if that was once, or what `endpoints` says.
   * Rejects with code `ENOENT` if the socket is not bound to `address`.
   *
   * @see zmq_unbind(3)
   */
  async unbind(address: string): Promise<void> {
    const endpoint = await unbindInTurn(this, address)
    if (endpoint !== undefined) await whenClosed(endpoint)
  }

  /** {@link unbind}, which blocks where that waits: throws where that rejects. */
  unbindSync(address: string): void {
    awaitClosed(unbound(this, address))
  }

  /**
   * Connects to the peer at `address`, in the background: the peer may come later, and when the connection breaks it is
   * made again. Throws a ZmqError, whose `address` is the one given: `EINVAL` for what is no address,
   * `EPROTONOSUPPORT` for a transport that is not built in, `EPROTOTYPE` for an `inproc` name that a socket has bound
   * whose type does not talk to this one. If such a socket binds the name later, this one waits for another bind, with a
   * `handshake:error:protocol` event.
   *
   * @see zmq_connect(3)
   */
  connect(address: string): void {
    callEndpoint(this, "connect", address)
  }

  /**
   * Undoes a connect. What was sent to that peer and has not left yet is dropped as `linger` says.
   * Throws with code `ENOENT` if the socket is not connected to `address`.
   *
   * @see zmq_disconnect(3)
   */
  disconnect(address: string): void {
    callEndpoint(this, "disconnect", address)
  }

  /** Lets a waiting operation keep the process alive, as it does from the start. Does nothing on a closed socket. */
  ref(): this {
    this[handleOf].hold(true)
    return this
  }

  /** Lets the process end although an operation waits. Does nothing on a closed socket. */
  unref(): this {
    this[handleOf].hold(false)
    return this
  }

  /**
   * The value of an option, by its name here (`"linger"`) or in zmq.h (`"ZMQ_LINGER"`).
   *
   * @throws TypeError for an option that does not exist, cannot be read, or belongs to another socket type.
   * @see zmq_getsockopt(3)
   */
  getOption<Name extends SocketOptionName>(name: Name): OptionValue<Name>
  getOption(name: RawOptionName): unknown
  getOption(name: SocketOptionName | RawOptionName): unknown {
    return getSocketOption(targetOf(this), name)
  }

  /**
   * Sets an option, by its name here (`"linger"`) or in zmq.h (`"ZMQ_LINGER"`).
   *
   * @throws TypeError or RangeError for an option that does not exist, cannot be set, or belongs to another socket type,
   * and for a value that it cannot have.
   * @see zmq_setsockopt(3)
   */
  setOption<Name extends SocketOptionName>(name: Name, value: OptionInput<Name>): void
  setOption(name: RawOptionName, value: unknown): void
  setOption(name: SocketOptionName | RawOptionName, value: unknown): void {
    setSocketOption(targetOf(this), name, value)
  }

  // Options by number, for classes that extend these: as the `zeromq` package has them. `getOption` and `setOption` know
  // every option of this libzmq by its name.

  /** Reads an option by its number, as `int`; not 0 is true. */
  protected getBoolOption(option: number): boolean {
    return getNumbered(this[handleOf], "bool", option) as boolean
  }

  /** Sets an option by its number; see zmq_setsockopt(3). */
  protected setBoolOption(option: number, value: boolean): void {
    setNumbered(this[handleOf], "bool", option, value)
  }

  /** Reads an option by its number, as `int`; see zmq_getsockopt(3). */
  protected getInt32Option(option: number): number {
    return getNumbered(this[handleOf], "int32", option) as number
  }

  /** Sets an option by its number; see zmq_setsockopt(3). */
  protected setInt32Option(option: number, value: number): void {
    setNumbered(this[handleOf], "int32", option, value)
  }

  /** Reads an option by its number, as `uint32_t`; see zmq_getsockopt(3). */
  protected getUint32Option(option: number): number {
    return getNumbered(this[handleOf], "uint32", option) as number
  }

  /** Sets an option by its number; see zmq_setsockopt(3). */
  protected setUint32Option(option: number, value: number): void {
    setNumbered(this[handleOf], "uint32", option, value)
  }

  /** Reads an option by its number, as `int64_t`; see zmq_getsockopt(3). */
  protected getInt64Option(option: number): number {
    return getNumbered(this[handleOf], "int64", option) as number
  }

  /** Sets an option by its number; see zmq_setsockopt(3). */
  protected setInt64Option(option: number, value: number): void {
    setNumbered(this[handleOf], "int64", option, value)
  }

  /** Reads an option by its number, as `uint64_t`; see zmq_getsockopt(3). */
  protected getUint64Option(option: number): number {
    return getNumbered(this[handleOf], "uint64", option) as number
  }

  /** Sets an option by its number; see zmq_setsockopt(3). */
  protected setUint64Option(option: number, value: number): void {
    setNumbered(this[handleOf], "uint64", option, value)
  }

  /** Reads an option by its number, as text; null where there is none; see zmq_getsockopt(3). */
  protected getStringOption(option: number): string | null {
    return getNumbered(this[handleOf], "string", option) as string | null
  }

  /** Sets an option by its number; see zmq_setsockopt(3). */
  protected setStringOption(option: number, value: string | Buffer | null): void {
    setNumbered(this[handleOf], "string", option, value)
  }

  /** What `console.log` shows: the state, the endpoints and what waits; no options, so no keys. */
  [custom](depth: number, options: InspectOptionsStylized, inspector: typeof inspect): string {
    if (!isSocket(this)) return show(this, {}, depth, options, inspector)
    const { closed, handedOver, endpoints, stats } = this[handleOf]
    const { waiting } = stats
    if (handedOver) return show(this, { state: "in a proxy", ...endpoints.list }, depth, options, inspector)
    const facts = closed ? { state: "closed" } : { state: "open", ...endpoints.list, waiting }
    return show(this, facts, depth, options, inspector)
  }
}

export interface Socket extends SocketOptionsOf<SocketName> {}

defineOptionAccessors(Socket.prototype, "Socket", targetOf)

const syscalls = {
  bind: "zmq_bind",
  unbind: "zmq_unbind",
  connect: "zmq_connect",
  disconnect: "zmq_disconnect",
  connectPeer: "zmq_connect_peer",
} as const

/** Calls one of the addon's functions that take an endpoint, and returns what it does. */
export function callEndpoint<Operation extends keyof typeof syscalls>(
  socket: Socket,
  operation: Operation,
  address: string,
  /** What a name in the address was found to be. */
  found = address,
): ReturnType<(typeof binding)[Operation]> {
  const syscall = syscalls[operation]
  checkEndpoint(address, syscall)
  const handle = socket[handleOf]
  const begins = operation !== "unbind" && operation !== "disconnect"
  if (begins) checkTransport(address, handle.socketName, syscall)
  handle.assertOpen()
  if (operation === "bind") checkZapHandler(address, handle.socketName)
  else if (begins) checkIPv6(handle, address, { syscall, address })
  if (begins) {
    handle.checkSecurity(address, { syscall, address })
    checkMulticast(handle, address, { syscall, address })
  }
  const used = operation === "bind" ? useDescriptor(handle, address, { syscall, address }) : undefined
  handle.watch()
  try {
    const result = binding[operation](handle.id, operation === "unbind" ? handle.endpoints.realOf(address) : found)
    used?.()
    account(socket, operation, address, found)
    return result as ReturnType<(typeof binding)[Operation]>
  } catch (error) {
    throw explainedEndpoint(error, handle, address)
  } finally {
    handle.afterNativeCall("both")
  }
}

function account(socket: Socket, operation: keyof typeof syscalls, address: string, found: string): void {
  const { endpoints } = socket[handleOf]
  if (operation === "bind") endpoints.bound(address, boundEndpoint(socket, found))
  else if (operation === "connect" || operation === "connectPeer") endpoints.connected(address)
  else endpoints.ended(address)
}

/** What libzmq knows a bind by. Of udp, another libzmq than the vendored one leaves the transport out. */
function boundEndpoint(socket: Socket, address: string): string {
  const last = socket.lastEndpoint ?? address
  return last.includes("://") ? last : address
}

/** Binds when the address is free, behind earlier binds that wait: the endpoint that it became. */
async function bindInTurn(socket: Socket, address: string): Promise<string> {
  checkEndpoint(address, "zmq_bind")
  const handle = socket[handleOf]
  let found = address
  const whenFree = (): Promise<void> | undefined => {
    if (handle.closed) return undefined
    const descriptor = givenDescriptor(handle, address)
    const lookup = descriptor < 0 ? lookUpHost(address, getSocketOption(handle, "ipv6")) : undefined
    if (lookup === undefined) return whenClosed(address, descriptor)
    return lookup.then((real) => {
      found = real
      return whenClosed(real)
    })
  }
  const turn = handle.pendingBinds.turn(whenFree)
  if (turn === undefined) return bound(socket, address)
  const leave = await turn
  try {
    if (socket.closed) throw new SocketClosedError("zmq_bind")
    return bound(socket, address, found)
  } finally {
    leave()
  }
}

/** Whether this is a socket, of this copy of the package or of another one in this thread. */
export function isSocket(value: unknown): value is Socket {
  return typeof value === "object" && value !== null && (value as Partial<Socket>)[handleOf] !== undefined
}

/** Binds when the address is free: the endpoint that it became. */
function bindBlocking(socket: Socket, address: string): string {
  checkEndpoint(address, "zmq_bind")
  awaitClosed(address, givenDescriptor(socket[handleOf], address))
  return bound(socket, address)
}

function bound(socket: Socket, address: string, found?: string): string {
  callEndpoint(socket, "bind", address, found)
  return socket[handleOf].endpoints.list.bound.at(-1) as string
}

/** Undoes a bind, behind binds that wait: the endpoint that is free soon; undefined when closing has undone it meanwhile. */
async function unbindInTurn(socket: Socket, address: string): Promise<string | undefined> {
  const turn = socket[handleOf].pendingBinds.turn(() => undefined)
  if (turn === undefined) return unbound(socket, address)
  const leave = await turn
  try {
    return socket.closed ? undefined : unbound(socket, address)
  } finally {
    leave()
  }
}

/** Undoes a bind: the endpoint that is free soon. */
function unbound(socket: Socket, address: string): string {
  const endpoint = socket[handleOf].endpoints.realOf(address)
  callEndpoint(socket, "unbind", address)
  return endpoint
}

export function targetOf(socket: Socket): OptionTarget {
  return socket[handleOf]
}

function checkPendingSendLimit(limit: unknown): number {
  if (typeof limit !== "number") throw invalidArgumentType("pendingSendLimit", "a number of messages", limit)
  if (Number.isInteger(limit) && limit >= 1) return limit
  throw invalidArgumentValue("pendingSendLimit", "an integer of at least 1", limit)
}
