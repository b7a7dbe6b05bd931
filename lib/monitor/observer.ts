import type { inspect } from "node:util"
import { binding } from "../addon/binding.js"
import type { Context } from "../context/context.js"
import { handleOf, type SocketHandle } from "../engine/handle.js"
import type { OperationOptions } from "../engine/operation.js"
import { invalidArgumentType, invalidArgumentValue, SocketClosedError, ZmqError } from "../errors/errors.js"
import { namesOf } from "../options/known-names.js"
import { custom, type InspectContext, show } from "../util/inspect.js"
import { type Iteration, type OnWait, ReceiveIterator } from "../util/iteration.js"
import { notCloneable } from "../util/not-cloneable.js"
import {
  type AnyEvent,
  type AnyEventType,
  checkEventType,
  checkEventTypes,
  type EventOfType,
  type EventType,
  type EventVersion,
  maskOf,
} from "./event.js"
import { EventQueue } from "./event-queue.js"
import { KeepAlive } from "./keep-alive.js"
import { hasDraftMonitor, Monitor } from "./monitor.js"
import { publishEvents } from "./publish.js"
import { watchesEvents } from "./published-events.js"

/** The options of an observer. */
export interface ObserveOptions<V extends EventVersion = 1, E extends AnyEventType = EventType<V>> {
  /** The types of the events to observe. Default: all. `end` is always included. */
  events?: readonly E[] | undefined
  /** The version of the events. Default 1; version 2 (draft) names both ends of each connection. */
  version?: V | undefined
}

/** A {@link Socket} of any socket type. */
export interface ObservableSocket {
  /** The context that it was opened in. */
  readonly context: Context
  /** Whether {@link Socket.close} was called. */
  readonly closed: boolean
  /** @internal */
  readonly [handleOf]: SocketHandle
}

/** A source of events for listeners: an {@link Observer}, or a substitute in a test. */
export interface EventSubscriber<V extends EventVersion = 1, E extends AnyEventType = EventType<V>> {
  /** Calls `listener` with each event of that type. */
  on<T extends E | "end">(type: T, listener: (event: EventOfType<T, V>) => void): EventSubscriber<V, E>
  /** Removes a listener. */
  off<T extends E | "end">(type: T, listener: (event: EventOfType<T, V>) => void): EventSubscriber<V, E>
}

const optionNames = namesOf<ObserveOptions>("options of observe", { events: true, version: true })

const threadBound = notCloneable("An Observer stays in the thread that made it, as its socket does")

/**
 * Reports the events of a socket: see {@link Socket.events} and {@link Socket.observe}. The events go to listeners
 * ({@link on}) or, while there are none, to {@link receive} and to iterations. Of events that are not read, the newest
 * 10,000 are kept.
 *
 * After the socket is closed, its events go on until its endpoints are closed and its lingering messages are transmitted.
 * Then the last event follows, `end`. With a libzmq without its draft API (a system's libzmq that was built so), the
 * events end with the `close()` of the socket: there is no `close` event of its endpoints, and `end` comes before
 * lingering messages are transmitted.
 *
 * A receive that waits keeps the process alive, as a socket's receive does. Listeners keep it alive only after the
 * socket is closed, so that they receive its last events. After the close, neither keeps it alive for longer than the
 * context's `exitLinger`, or than a second if `exitLinger` is shorter. After `process.exit()`, an uncaught error or
 * `worker.terminate()`, no more events are delivered. When a context is shut down or terminated, only `end` is
 * delivered.
 *
 * @typeParam V - The version of the events.
 * @typeParam E - The types of the events.
 * @see zmq_socket_monitor(3)
 */
export class Observer<V extends EventVersion = 1, E extends AnyEventType = EventType<V>>
  implements EventSubscriber<V, E>
{
  /** @internal */
  readonly threadBound = threadBound
  readonly #handle: SocketHandle
  readonly #version: EventVersion
  readonly #types: ReadonlySet<AnyEventType>
  readonly #queue: EventQueue
  readonly #monitor: Monitor
  readonly #keepAlive: KeepAlive

  /** Begins to observe `socket`, as `socket.observe(options)` does. */
  constructor(socket: ObservableSocket, options: ObserveOptions<V, E> = {}) {
    const handle = handleFrom(socket)
    if (typeof options !== "object" || options === null) throw invalidArgumentType("options", "an object", options)
    optionNames.check(options)
    const { events, version = 1 } = options
    checkVersion(version)
    this.#types = checkEventTypes(events, version)
    handle.assertOpen()
    if (handle.observer !== undefined && !handle.observer.closed) {
      throw new ZmqError("EBUSY", "The socket is being observed; close that observer first")
    }
    this.#handle = handle
    this.#version = version
    this.#queue = new EventQueue(this.#types, () => this.#keepAlive.update())
    // libzmq has one monitor for each socket: if the events are published, this observer is asked for all of them.
    handle.publishedMonitor?.close()
    handle.publishedMonitor = undefined
    const types = watchesEvents() ? checkEventTypes(undefined, version) : this.#types
    this.#monitor = new Monitor(handle, maskOf(types, version), version, this.#queue)
    this.#keepAlive = new KeepAlive(this, socket.context, this.#queue, this.#monitor)
    handle.observer = this
  }

  /** Whether the observer was closed, or the last event, `end`, was received. */
  get closed(): boolean {
    return this.#queue.closed
  }

  /**
   * Ends the observation, without a last event. Idempotent. Drops events that were not read. Receives that wait reject
   * with a `SocketClosedError`, and iterations end quietly.
   */
  close(): void {
    const { closed } = this
    this.#monitor.close()
    this.#queue.close()
    if (!closed) publishEvents(this.#handle)
  }

  /** Ends the observation: for `using`. */
  [Symbol.dispose](): void {
    this.close()
  }

  /**
   * Receives the next event. Waits until there is one, `timeout` is over (by default unlimited) or `signal` aborts.
   * Several receives are served in the order of their calls.
   *
   * Rejects with a `TimeoutError` (code `EAGAIN`), a `SocketClosedError` when the observer is closed meanwhile (code
   * `EAGAIN`), or a ZmqError: `EBADF` on a closed observer, `EBUSY` on one that has listeners. An abort rejects with
   * the signal's reason.
   */
  receive(options?: OperationOptions): Promise<EventOfType<E | "end", V>> {
    return this.#queue.receive(options) as Promise<EventOfType<E | "end", V>>
  }

  /** Receives events until the last one, or until the observer is closed, which ends the iteration quietly. */
  [Symbol.asyncIterator](): Iteration<EventOfType<E | "end", V>> {
    return new EventIterator(this.#queue)
  }

  /**
   * Calls `listener` with each event of that type, beginning with earlier events that were not read yet. An error that
   * a listener throws is an uncaught exception of the process; the other listeners are called nevertheless. In a
   * listener, `AsyncLocalStorage` has the store of this call.
   *
   * Throws a TypeError for a type that this observer does not report; a ZmqError with code `EBADF` on a closed
   * observer, or `EBUSY` while a receive waits.
   */
  on<T extends E | "end">(type: T, listener: (event: EventOfType<T, V>) => void): this {
    return this.#listen(type, listener, false)
  }

  /** As {@link on}, but for one event only. */
  once<T extends E | "end">(type: T, listener: (event: EventOfType<T, V>) => void): this {
    return this.#listen(type, listener, true)
  }

  /** Removes a listener. When it was the last one, events wait to be received again. */
  off<T extends E | "end">(type: T, listener: (event: EventOfType<T, V>) => void): this {
    this.#queue.off(type, listener as (event: AnyEvent) => void)
    return this
  }

  #listen<T extends E | "end">(type: T, listener: (event: EventOfType<T, V>) => void, once: boolean): this {
    checkEventType(type, this.#types, "type")
    if (typeof listener !== "function") throw invalidArgumentType("listener", "a function", listener)
    this.#queue.on(type, listener as (event: AnyEvent) => void, once)
    return this
  }

  /**
   * Requests an event `pipe:statistics` for each connection of the socket. Needs an observer of version 2.
   *
   * Throws a ZmqError: `EAGAIN` when the socket has no connection, `EBADF` when the observer or its socket is closed,
   * `ENOTSUP` for version 1, `EINVAL` when `events` does not include that type.
   *
   * @see zmq_socket_monitor_pipes_stats(3)
   */
  requestPipeStatistics(): void {
    const syscall = "zmq_socket_monitor_pipes_stats"
    if (this.#version !== 2) throw new ZmqError("ENOTSUP", "Pipe statistics need observe({ version: 2 })", { syscall })
    if (this.closed) throw new ZmqError("EBADF", "Observer is closed", { syscall })
    if (!this.#types.has("pipe:statistics")) {
      throw new ZmqError("EINVAL", 'The observer\'s events leave "pipe:statistics" out', { syscall })
    }
    this.#handle.assertOpen()
    this.#handle.watch()
    try {
      binding.requestPipeStatistics(this.#handle.id)
    } catch (error) {
      if (!(error instanceof ZmqError) || error.code !== "EAGAIN") throw error
      throw new ZmqError("EAGAIN", "The socket has no connection", { syscall })
    } finally {
      this.#handle.afterNativeCall("both")
    }
  }

  /** Lets a receive that waits, and listeners of a closed socket, keep the process alive, which is the default. */
  ref(): this {
    this.#keepAlive.setAllowed(true)
    return this
  }

  /**
   * Lets the process end even while a receive waits, or before listeners of a closed socket have received its last
   * event.
   */
  unref(): this {
    this.#keepAlive.setAllowed(false)
    return this
  }

  /** The text that `console.log` shows: the state, the version, and whether a receive waits. */
  [custom](depth: number, options: InspectContext, inspector: typeof inspect): string {
    if (!(#handle in this)) return show(this, {}, depth, options, inspector)
    const facts = { state: this.closed ? "closed" : "open", version: this.#version, waiting: this.#queue.waiting }
    return show(this, facts, depth, options, inspector)
  }

  /**
   * Called when the socket was closed.
   *
   * @internal
   */
  socketClosed(): void {
    if (!this.closed) this.#keepAlive.socketClosed()
  }

  /**
   * Resolves when the process no longer stays alive for the events of a closed socket: all were delivered, nothing waits
   * for them any more, or the time is over. Undefined if it does not stay alive for them.
   *
   * @internal
   */
  delivered(): Promise<void> | undefined {
    return this.#keepAlive.lastEventsDelivered()
  }
}

class EventIterator<V extends EventVersion, E extends AnyEventType> extends ReceiveIterator<EventOfType<E | "end", V>> {
  readonly #queue: EventQueue

  constructor(queue: EventQueue) {
    super()
    this.#queue = queue
  }

  protected get sourceClosed(): boolean {
    return this.#queue.closed
  }

  protected receive(onWait: OnWait): Promise<EventOfType<E | "end", V>> {
    return this.#queue.receive(undefined, onWait) as Promise<EventOfType<E | "end", V>>
  }

  protected isEnd(error: unknown): boolean {
    return error instanceof SocketClosedError
  }
}

function handleFrom(socket: unknown): SocketHandle {
  const handle = (socket as Partial<ObservableSocket> | null | undefined)?.[handleOf]
  if (handle === undefined) throw invalidArgumentType("socket", "a Socket", socket)
  return handle
}

function checkVersion(version: unknown): asserts version is EventVersion {
  if (version !== 1 && version !== 2) throw invalidArgumentValue("options.version", "1 or 2", version)
  if (version === 2 && !hasDraftMonitor) {
    const needed = "a libzmq of at least 4.3.3 that was built with its draft API"
    throw new ZmqError("ENOTSUP", `Events of version 2 need ${needed}`, { syscall: "zmq_socket_monitor_versioned" })
  }
}
