import type { inspect } from "node:util"
import { binding } from "../addon/binding.js"
import { type Context, checkContext, context as defaultContext } from "../context/context.js"
import { whenClosed } from "../engine/closing-listeners.js"
import { publishOpenError } from "../engine/diagnostics.js"
import type { SocketEndpoints } from "../engine/endpoints.js"
import { handleOf, SocketHandle } from "../engine/handle.js"
import type { SocketStats } from "../engine/stats.js"
import { invalidArgumentType, invalidArgumentValue } from "../errors/errors.js"
import { ensureReactor } from "../event-loop/reactor.js"
import { checkMessageProperties } from "../message/properties.js"
import type { EventType, EventVersion } from "../monitor/event.js"
import { type ObserveOptions, Observer } from "../monitor/observer.js"
import { getSocketOption, type OptionTarget, setSocketOption } from "../options/access.js"
import { defineOptionAccessors } from "../options/accessors.js"
import { getHighWaterMark, prepareHighWaterMarks } from "../options/high-water-marks.js"
import { prepareSocketInit } from "../options/init.js"
import type { RawOptionName } from "../options/lookup.js"
import type { OptionInput, OptionValue, SocketOptionName, SocketOptionsOf } from "../options/types.js"
import { allSockets, type SocketName } from "../socket-types/socket-types.js"
import { custom, type InspectContext, show } from "../util/inspect.js"
import { notCloneable } from "../util/not-cloneable.js"
import {
  bindBlocking,
  bindInOrder,
  bindToRandomPort,
  bindToRandomPortBlocking,
  isClosed,
  unbindBlocking,
  unbindInOrder,
} from "./bind.js"
import { callWithEndpoint } from "./call-endpoint.js"
import { NumberedOptions } from "./numbered-options.js"
import type { RandomPort, RandomPortOptions } from "./random-port.js"

export { handleOf }

const { ZMQ_POLLIN, ZMQ_POLLOUT } = binding.constants
const threadBound = notCloneable("A socket stays in the thread that made it: make another there, in the same Context")

/** Constructor options that every socket has in addition to the socket options. */
export interface SocketBaseInit {
  /** The context to open the socket in. Default: the default context of the process. */
  context?: Context | undefined
  /** How many sends may wait while the socket cannot send. Default 1000; a further send rejects with code `EBUSY`. */
  pendingSendLimit?: number | undefined
  /**
   * Records properties of the connection of each received message, which `propertiesOf(message)` returns. `true`: the peer's address,
   * user id, socket type and routing id; an array of names: further properties of the peer's `metadata` as well
   * (`["X-Service"]`). Default false, because it costs time for each message.
   */
  messageProperties?: boolean | readonly string[] | undefined
  /**
   * The high-water marks of both directions, in messages; `sendHighWaterMark` and `receiveHighWaterMark` take
   * precedence.
   */
  hwm?: number | undefined
}

/**
 * The base class of all sockets. A socket belongs to the thread that made it.
 *
 * @see zmq_socket(3)
 */
export abstract class Socket extends NumberedOptions {
  /** @internal Must be the first own property: structuredClone reports the first value that it cannot clone. */
  readonly threadBound = threadBound
  /** The context that the socket was opened in. */
  readonly context: Context
  /** @internal */
  readonly [handleOf]: SocketHandle

  /** @internal */
  protected constructor(name: SocketName, init: SocketBaseInit = {}) {
    super()
    if (!allSockets.includes(name)) throw invalidArgumentValue("type", "that of a class which is exported", name)
    if (typeof init !== "object" || init === null) throw invalidArgumentType("options", "an object", init)
    const { context = defaultContext, pendingSendLimit, messageProperties, hwm } = init
    checkContext(context)
    const given = prepareSocketInit(name, init, ["context", "pendingSendLimit", "messageProperties", "hwm"], this)
    const highWaterMarks = hwm === undefined ? [] : prepareHighWaterMarks(name, hwm)
    const setters = [...context.defaultsFor(name, given.names), ...highWaterMarks, ...given.setters]
    if (pendingSendLimit !== undefined) checkPendingSendLimit(pendingSendLimit)
    const propertyNames = messageProperties === undefined ? undefined : checkMessageProperties(messageProperties)
    ensureReactor()
    this.context = context
    this[handleOf] = openHandle(context, name)
    if (pendingSendLimit !== undefined) this.pendingSendLimit = pendingSendLimit
    try {
      if (propertyNames !== undefined) this[handleOf].propertyNames = propertyNames
      for (const set of setters) set(targetOf(this))
    } catch (error) {
      this.close()
      throw error
    }
    this[handleOf].opened(this)
  }

  /** Whether the socket was closed. */
  get closed(): boolean {
    return isClosed(this[handleOf])
  }

  /** Whether a message can be received at once. False on a closed socket. */
  get readable(): boolean {
    const handle = this[handleOf]
    return !handle.unusable && (handle.receiveQueue.ready || (handle.events() & ZMQ_POLLIN) !== 0)
  }

  /**
   * Whether a message can be sent at once. False on a closed socket. Not certain for an XPublisher with `noDrop` and a
   * mandatory Router: they count as writable although the next send may have to wait.
   */
  get writable(): boolean {
    const handle = this[handleOf]
    return !handle.unusable && handle.sendQueue.waiting === 0 && (handle.events() & ZMQ_POLLOUT) !== 0
  }

  /**
   * The observer of this socket's events: connections made and lost, handshakes, endpoints bound and closed. The first
   * access begins the observation, of all events and with the default options of `observe()`. Later accesses return the
   * same observer until it is closed, and then a new one.
   *
   * Throws a ZmqError: `EBADF` on a closed socket; `EMFILE` at the context's limit (an observer counts as two sockets);
   * `ETERM` when the context ends.
   *
   * @see zmq_socket_monitor(3)
   */
  get events(): Observer {
    const { observer } = this[handleOf]
    return (observer === undefined || observer.closed ? new Observer(this) : observer) as Observer
  }

  /**
   * Observes the socket as {@link events} does, but only events of chosen types, or events of version 2, which name
   * both ends of each connection.
   *
   * Throws as {@link events} does; with code `EBUSY` when the socket has an observer already, because libzmq has one
   * monitor per socket: close that observer first; with code `ENOTSUP` for version 2 where libzmq has no draft API; a
   * TypeError for invalid options.
   *
   * @see zmq_socket_monitor_versioned(3)
   */
  observe<V extends EventVersion = 1, E extends EventType<V> = EventType<V>>(
    options?: ObserveOptions<V, E>,
  ): Observer<V, E> {
    return new Observer(this, options)
  }

  /** How many sends may wait while the socket cannot send. Default 1000; a further send rejects with code `EBUSY`. */
  get pendingSendLimit(): number {
    return this[handleOf].sendQueue.limit
  }

  set pendingSendLimit(limit: number) {
    this[handleOf].sendQueue.limit = checkPendingSendLimit(limit)
  }

  /**
   * The properties that received messages have for `propertiesOf(message)`. False: none; true, or the names of further
   * properties. Messages that were prefetched before a change stay as they are, so set it before `bind` and `connect`.
   *
   * @throws TypeError for any other value, and a ZmqError with code `EBADF` on a closed socket.
   * @see zmq_msg_gets(3)
   */
  get messageProperties(): boolean | readonly string[] {
    const names = this[handleOf].propertyNames
    return names === undefined ? false : names.further.length === 0 || [...names.further]
  }

  set messageProperties(value: boolean | readonly string[]) {
    this[handleOf].propertyNames = checkMessageProperties(value)
  }

  /**
   * The high-water marks of both directions, in messages. Default 1000; 0: no limit. Reading returns the mark for
   * sending, or for receiving on a socket that does not send. Setting sets every mark that the socket has.
   *
   * @see zmq_setsockopt(3) ZMQ_SNDHWM, ZMQ_RCVHWM
   */
  get hwm(): number {
    return getHighWaterMark(this[handleOf])
  }

  set hwm(messages: number) {
    const handle = this[handleOf]
    handle.assertOpen()
    for (const set of prepareHighWaterMarks(handle.socketName, messages)) set(handle)
  }

  /** The endpoints that the socket is bound and connected to now; none on a closed socket. A copy. */
  get endpoints(): SocketEndpoints {
    return this[handleOf].endpoints.list
  }

  /** Counts of what was sent and received, and of what waits. A closed socket keeps its last counts. A copy. */
  get stats(): SocketStats {
    return this[handleOf].stats
  }

  /**
   * Closes the socket. Idempotent, does not wait. Messages that were sent are still transmitted in the background, for as long as
   * `linger` says. Waiting operations reject with a `SocketClosedError`. Messages that were not received yet are
   * dropped.
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
   * `lastEndpoint`), `ipc:///tmp/feed`, `inproc://name`. A socket may bind to several addresses, and connect too. The
   * host may be the name of an interface, `tcp://eth0:5555`, or a host name for an address of this machine,
   * `tcp://localhost:5555`; with `ipv6`, the host's IPv6 address is used, if it has one.
   *
   * The bind takes effect before this method returns, with three exceptions. If this process has just unbound the
   * address, or closed the socket that was bound to it, the bind waits until the address is free, which takes
   * milliseconds. A host name is looked up first. And while earlier binds of this socket wait in this way, a later one
   * waits for them.
   *
   * Over ipc, bind replaces a socket at the path, even one on which another process listens. It leaves any other file
   * alone.
   *
   * Rejects with a ZmqError whose `address` is the given one: `EADDRINUSE`, also if the file at an ipc path is not a
   * socket; `EADDRNOTAVAIL`; `EPROTONOSUPPORT` for a transport that is not built in; `ENODEV` for an interface or host
   * that does not exist; `EINVAL` for an invalid address; `ENAMETOOLONG` for an ipc path that is too long. Rejects with
   * a SocketClosedError when the socket is closed while the bind waits.
   *
   * @see zmq_bind(3)
   */
  async bind(address: string): Promise<void> {
    await bindInOrder(this[handleOf], address)
  }

  /**
   * As {@link bind}, but blocks where `bind` waits, and does not wait for earlier binds. Throws the errors that `bind`
   * rejects with.
   */
  bindSync(address: string): void {
    bindBlocking(this[handleOf], address)
  }

  /**
   * Binds to a free port at `address`, a tcp, ws or wss address without a port: `"tcp://127.0.0.1"`, `"tcp://*"`. With
   * `min` or `max`, ports of that range are tried in random order. Resolves with the endpoint and its port.
   *
   * Rejects with a TypeError or RangeError for an address with another transport or with a port, and for invalid
   * options; otherwise as {@link bind} does, with `EADDRINUSE` when none of the ports that were tried is free.
   */
  async bindToRandomPort(address: string, options?: RandomPortOptions): Promise<RandomPort> {
    return await bindToRandomPort(this[handleOf], address, options)
  }

  /** As {@link bindToRandomPort}, but blocks where that waits. Throws the errors that it rejects with. */
  bindToRandomPortSync(address: string, options?: RandomPortOptions): RandomPort {
    return bindToRandomPortBlocking(this[handleOf], address, options)
  }

  /**
   * Undoes a bind: peers can no longer connect, and connected peers are disconnected. It takes effect before this
   * method returns, unless an earlier bind of this socket waits. Resolves when the address is free for another bind,
   * which takes an I/O thread milliseconds, or when the socket is closed meanwhile. `address` is the one that was given
   * to `bind`, unless it was given twice, or one that `endpoints` lists. Rejects with code `ENOENT` if the socket is
   * not bound to `address`.
   *
   * @see zmq_unbind(3)
   */
  async unbind(address: string): Promise<void> {
    const endpoint = await unbindInOrder(this[handleOf], address)
    if (endpoint !== undefined) await whenClosed(endpoint)
  }

  /** As {@link unbind}, but blocks where `unbind` waits. Throws the errors that it rejects with. */
  unbindSync(address: string): void {
    unbindBlocking(this[handleOf], address)
  }

  /**
   * Connects to the peer at `address` in the background: the peer may start later, and a connection that is lost is
   * made again. Throws a ZmqError whose `address` is the given one: `EINVAL` for an invalid address; `EPROTONOSUPPORT`
   * for a transport that is not built in; `EPROTOTYPE` for an `inproc` name that is bound by a socket whose type cannot
   * talk to this one. If such a socket binds the name later, this socket reports a `handshake:error:protocol` event and
   * waits for another bind.
   *
   * @see zmq_connect(3)
   */
  connect(address: string): void {
    callWithEndpoint(this[handleOf], "connect", address)
  }

  /**
   * Undoes a connect. Messages to that peer that have not been transmitted yet are kept for as long as `linger` says, and then
   * dropped. Throws with code `ENOENT` if the socket is not connected to `address`.
   *
   * @see zmq_disconnect(3)
   */
  disconnect(address: string): void {
    callWithEndpoint(this[handleOf], "disconnect", address)
  }

  /** Lets a waiting operation keep the process alive, which is the default. Does nothing on a closed socket. */
  ref(): this {
    this[handleOf].keepProcessAlive(true)
    return this
  }

  /** Lets the process end even while an operation waits. Does nothing on a closed socket. */
  unref(): this {
    this[handleOf].keepProcessAlive(false)
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
   * @throws TypeError or RangeError for an option that does not exist, cannot be set, or belongs to another socket
   * type, and for an invalid value.
   * @see zmq_setsockopt(3)
   */
  setOption<Name extends SocketOptionName>(name: Name, value: OptionInput<Name>): void
  setOption(name: RawOptionName, value: unknown): void
  setOption(name: SocketOptionName | RawOptionName, value: unknown): void {
    setSocketOption(targetOf(this), name, value)
  }

  /**
   * The text that `console.log` shows: the state, the endpoints and what waits. It shows no options, which may be
   * secret.
   */
  [custom](depth: number, options: InspectContext, inspector: typeof inspect): string {
    if (!isSocket(this)) return show(this, {}, depth, options, inspector)
    const { unusable: closed, handedOver, endpoints, stats } = this[handleOf]
    const { waiting } = stats
    if (handedOver) return show(this, { state: "in a proxy", ...endpoints.list }, depth, options, inspector)
    const facts = closed ? { state: "closed" } : { state: "open", ...endpoints.list, waiting }
    return show(this, facts, depth, options, inspector)
  }
}

export interface Socket extends SocketOptionsOf<SocketName> {}

defineOptionAccessors(Socket.prototype, "Socket", targetOf)

/** Whether this is a socket, of this copy of the package or of another one in this thread. */
export function isSocket(value: unknown): value is Socket {
  return typeof value === "object" && value !== null && (value as Partial<Socket>)[handleOf] !== undefined
}

function openHandle(context: Context, name: SocketName): SocketHandle {
  try {
    return new SocketHandle(context, name)
  } catch (error) {
    publishOpenError(name, error)
    throw error
  }
}

export function targetOf(socket: Socket): OptionTarget {
  return socket[handleOf]
}

function checkPendingSendLimit(limit: unknown): number {
  if (typeof limit !== "number") throw invalidArgumentType("pendingSendLimit", "a number of messages", limit)
  if (Number.isInteger(limit) && limit >= 1) return limit
  throw invalidArgumentValue("pendingSendLimit", "an integer of at least 1", limit)
}
