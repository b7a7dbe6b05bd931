import type { InspectOptionsStylized, inspect } from "node:util"
import { binding } from "../addon/binding.js"
import type { Context } from "../context/context.js"
import { handleOf, type SocketHandle } from "../engine/handle.js"
import type { OperationOptions } from "../engine/operation.js"
import { invalidArgumentType, invalidArgumentValue, SocketClosedError, ZmqError } from "../errors/errors.js"
import { namesOf } from "../errors/known-names.js"
import { turned } from "../event-loop/fairness.js"
import { Timer } from "../event-loop/timers.js"
import { custom, show } from "../util/inspect.js"
import type { Iteration } from "../util/iteration.js"
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
import { hasDraftMonitor, Monitor } from "./monitor.js"
import { EventQueue } from "./queue.js"

/** What an observer may be asked for. */
export interface ObserveOptions<V extends EventVersion = 1, E extends AnyEventType = EventType<V>> {
  /** The types of the events to observe, by default all. `end` comes in any case. */
  events?: readonly E[]
  /** The form of the events, by default 1; 2 names both ends of each connection (draft). */
  version?: V
}

/** A {@link Socket}, of any type. */
export interface ObservableSocket {
  /** The context that it was opened in. */
  readonly context: Context
  /** Whether {@link Socket.close} was called. */
  readonly closed: boolean
  /** @internal */
  readonly [handleOf]: SocketHandle
}

/** What tells listeners of events: an {@link Observer}, or what a test makes in its place. */
export interface EventSubscriber<V extends EventVersion = 1, E extends AnyEventType = EventType<V>> {
  /** Calls `listener` with each event of that type. */
  on<T extends E | "end">(type: T, listener: (event: EventOfType<T, V>) => void): EventSubscriber<V, E>
  /** Takes a listener off. */
  off<T extends E | "end">(type: T, listener: (event: EventOfType<T, V>) => void): EventSubscriber<V, E>
}

const optionNames = namesOf<ObserveOptions>("options of observe", { events: true, version: true })

/** Those whose events somebody waits for: they and their sockets are not collected meanwhile. */
const awaited = new Set<object>()

const threadBound = notCloneable("An Observer stays in the thread that made it, as its socket does")

/** How long the process stays, at least, for the events of a socket that was closed, in milliseconds. */
const shortestHold = 1000

/**
 * Tells what happens to a socket: see {@link Socket.events} and {@link Socket.observe}. Its events go either to listeners
 * ({@link on}), or, while there are none, to who calls {@link receive} or iterates. Of those that nobody reads the newest
 * 10,000 are kept.
 *
 * When the socket is closed, its events go on until it is gone: until endpoints are closed, and messages that linger have
 * left. Then comes the last event, `end`.
 * Over a libzmq without its draft API (the system's, where it was built so) they end with `close()` of the socket: no
 * `close` of its listeners comes, and `end` comes before messages that linger have left.
 *
 * A receive that waits keeps the process alive, as a socket's does. Listeners do not before the socket is closed, and then
 * they do, so that they are told how it ends; both no longer than the context's `exitLinger`, or a second if that is
 * shorter. After `process.exit()`, an error that nobody catches, or `worker.terminate()` nobody can be told any more; and
 * of a context that is shut down or terminated `end` alone comes.
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
  readonly #context: Context
  readonly #version: EventVersion
  readonly #types: ReadonlySet<AnyEventType>
  readonly #queue: EventQueue
  readonly #monitor: Monitor
  #held = true
  #socketClosed = false
  /** Whether the process stays for the events of a socket that was closed. */
  #stays = false
  #overdue: Timer | undefined
  /** Whether the last event of a socket that was closed has not come for too long. */
  #isOverdue = false
  /** Called when nobody waits any more for whom the process stays. */
  readonly #whenTold: (() => void)[] = []

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
    this.#context = socket.context
    this.#version = version
    this.#queue = new EventQueue(this.#types, () => this.#updateHold())
    this.#monitor = new Monitor(socket.context, handle, maskOf(this.#types, version), version, this.#queue)
    handle.observer = this
  }

  /** Whether the observer was closed, or the last event, `end`, was received. */
  get closed(): boolean {
    return this.#queue.closed
  }

  /**
   * Ends the observation, without a last event. Idempotent. Drops events that were not read; receives that wait reject
   * with a `SocketClosedError`, and iterations end quietly.
   */
  close(): void {
    this.#monitor.close()
    this.#queue.close()
  }

  /** Ends the observation: for `using`. */
  [Symbol.dispose](): void {
    this.close()
  }

  /**
   * Receives the next event. Waits until there is one, for as long as `timeout` (by default without end) and `signal` let
   * it; several receives are served in the order in which they were called.
   *
   * Rejects with a `TimeoutError` (code `EAGAIN`), a `SocketClosedError` when the observer is closed meanwhile (code
   * `EAGAIN`), or a ZmqError: `EBADF` on a closed observer, `EBUSY` on one that has listeners. An abort rejects with the
   * signal's reason.
   */
  receive(options?: OperationOptions): Promise<EventOfType<E | "end", V>> {
    return this.#queue.receive(options) as Promise<EventOfType<E | "end", V>>
  }

  /** Receives events until the last one, or until the observer is closed, which ends the iteration quietly. */
  [Symbol.asyncIterator](): Iteration<EventOfType<E | "end", V>> {
    return new EventIterator(this)
  }

  /**
   * Calls `listener` with each event of that type, beginning with those that happened and were not read yet. What a
   * listener throws is an uncaught exception of the process; the other listeners are called all the same. In a listener
   * `AsyncLocalStorage` has what it had here.
   *
   * Throws a TypeError for what is no type of this observer's events; a ZmqError with code `EBADF` on a closed observer,
   * `EBUSY` while a receive waits.
   */
  on<T extends E | "end">(type: T, listener: (event: EventOfType<T, V>) => void): this {
    return this.#listen(type, listener, false)
  }

  /** {@link on}, for one event. */
  once<T extends E | "end">(type: T, listener: (event: EventOfType<T, V>) => void): this {
    return this.#listen(type, listener, true)
  }

  /** Takes a listener off. When it was the last one, events wait to be received again. */
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
   * Asks for an event `pipe:statistics` of each connection of the socket: an observer of version 2.
   *
   * Throws a ZmqError: `EAGAIN` when the socket has no connection, `EBADF` when the observer or its socket is closed,
   * `ENOTSUP` for version 1, `EINVAL` when `events` left that type out.
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

  /** Lets a receive that waits, and listeners of a closed socket, keep the process alive, as they do from the start. */
  ref(): this {
    this.#held = true
    this.#isOverdue = false
    this.#updateHold()
    return this
  }

  /** Lets the process end although a receive waits, or listeners of a closed socket were not told of its end. */
  unref(): this {
    this.#held = false
    this.#updateHold()
    return this
  }

  /** What `console.log` shows: the state, the version, and whether a receive waits. */
  [custom](depth: number, options: InspectOptionsStylized, inspector: typeof inspect): string {
    if (!(#handle in this)) return show(this, {}, depth, options, inspector)
    const facts = { state: this.closed ? "closed" : "open", version: this.#version, waiting: this.#queue.waiting }
    return show(this, facts, depth, options, inspector)
  }

  /**
   * The socket was closed: what it sent may never leave, and so nor may its last event come.
   *
   * @internal
   */
  socketClosed(): void {
    if (this.closed) return
    this.#socketClosed = true
    this.#updateHold()
    const wait = this.#context.closed ? 0 : this.#context.exitLinger
    if (wait === -1) return
    const giveUp = () => {
      this.#isOverdue = true
      this.#updateHold()
    }
    this.#overdue = new Timer(Math.max(wait, shortestHold), giveUp)
  }

  /**
   * Resolves when those for whom the process stays were told of all, wait no longer, or have waited for too long;
   * undefined if there are none.
   *
   * @internal
   */
  told(): Promise<void> | undefined {
    return this.#stays ? this.#untilTold() : undefined
  }

  async #untilTold(): Promise<void> {
    while (this.#stays) {
      await new Promise<void>((resolve) => this.#whenTold.push(resolve))
      // A loop may go on.
      await turned()
    }
  }

  #updateHold(): void {
    const { closed, waiting, listening } = this.#queue
    const awaits = !closed && (waiting || (listening && this.#socketClosed))
    if (awaits) {
      awaited.add(this)
    } else {
      awaited.delete(this)
    }
    if (closed) this.#overdue?.stop()
    const holds = awaits && this.#held && !this.#isOverdue
    this.#monitor.hold(holds)
    const stayed = this.#stays
    this.#stays = holds && this.#socketClosed
    if (this.#stays && !stayed) this.#context.stays()
    if (!this.#stays) for (const resolve of this.#whenTold.splice(0)) resolve()
  }
}

const done = { done: true, value: undefined } as const

/** What `for await` uses: the loop's end leaves the observer as it is. */
class EventIterator<V extends EventVersion, E extends AnyEventType> implements Iteration<EventOfType<E | "end", V>> {
  readonly #observer: Observer<V, E>
  #returned = false

  constructor(observer: Observer<V, E>) {
    this.#observer = observer
  }

  async next(): Promise<IteratorResult<EventOfType<E | "end", V>, undefined>> {
    if (this.#returned || this.#observer.closed) return done
    try {
      return { done: false, value: await this.#observer.receive() }
    } catch (error) {
      if (error instanceof SocketClosedError) return done
      throw error
    }
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#returned = true
    return done
  }

  [Symbol.asyncIterator](): this {
    return this
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
