import type { inspect } from "node:util"
import { binding, type ContextId, sharedSymbol } from "../addon/binding.js"
import { invalidArgumentType, ZmqError } from "../errors/errors.js"
import { ensureReactor } from "../event-loop/reactor.js"
import { Timer } from "../event-loop/timers.js"
import { type ContextOptionTarget, getContextOption, type OptionTarget, setContextOption } from "../options/access.js"
import { defineContextAccessors } from "../options/accessors.js"
import { OptionDefaults } from "../options/defaults.js"
import { type OptionSetter, prepareContextInit } from "../options/init.js"
import type { RawOptionName } from "../options/lookup.js"
import { getContextNumbered, setContextNumbered } from "../options/numbered.js"
import type {
  ContextInit,
  ContextOptionInput,
  ContextOptionName,
  ContextOptions,
  ContextOptionValue,
  SocketDefaults,
} from "../options/types.js"
import type { SocketName } from "../socket-types/socket-types.js"
import { custom, type InspectContext, show } from "../util/inspect.js"
import { notCloneable } from "../util/not-cloneable.js"
import { trace, tracing } from "../util/trace.js"
import { type ContextToken, idOf, tokenOf, unknownToken } from "./token.js"

const { ETERM } = binding.errnos
const threadBound = notCloneable("A Context stays in its thread: post context.share(), and Context.attach() it there")

/** A pending term() keeps the process alive for at most `exitLinger`, or this time if it is longer; in milliseconds. */
const shortestKeepAlive = 1000
const longestTimer = 0x7fffffff

/** What a context needs to know of a socket that is open in it. */
export interface ContextMember {
  readonly receiveQueue: { clear(): void }
  /** Whether the socket closes itself: a socket that reads the events of a monitor does so after the last event. */
  readonly endsByItself: boolean
  /**
   * The observer of the socket. `delivered()` resolves when the observer has delivered the closed socket's events: see
   * `Observer.delivered`.
   */
  readonly observer: { delivered(): Promise<void> | undefined } | undefined
  close(): void
}

/** Marks the Context objects of all copies of this package in the thread. */
const isContext: unique symbol = sharedSymbol("context") as never

/** The Context objects of this copy of the package, one for each context. */
const contexts = new Map<ContextId, WeakRef<Context>>()

/**
 * A shared context is kept until it is terminated: this thread cannot know whether another thread will still attach it.
 */
const shared = new Set<Context>()

/**
 * Releases this thread's claim on a context when its object is garbage-collected. Its sockets have claims of their own.
 */
const collected = new FinalizationRegistry<ContextId>((id) => {
  // The context may have been attached again before this callback ran.
  if (contexts.get(id)?.deref() === undefined) release(id)
})

function release(id: ContextId): void {
  if (tracing) trace("Context", id, "claim released")
  contexts.delete(id)
  binding.contextRelease(id)
}

/** The existing context that the next Context object is for; undefined if the constructor makes a new context. */
let claimed: ContextId | undefined

/**
 * A libzmq context: its I/O threads, and the sockets that can reach each other over `inproc://`.
 *
 * Most programs use the default context, {@link context}. Make another one to set context options, or to keep `inproc`
 * names apart. A context ends when nothing refers to its object any more and its sockets are closed.
 *
 * @see zmq_ctx_new(3)
 */
export class Context {
  /** @internal */
  readonly threadBound = threadBound
  /** @internal */
  declare readonly [isContext]: true
  readonly #id: ContextId
  readonly #sockets = new Set<WeakRef<ContextMember>>()
  #socketDefaults: OptionDefaults
  /** Whether the context existed before this object: {@link attach} or the default context. */
  readonly #attached: boolean
  #terminated: Promise<void> | undefined
  #wasShutDown = false

  /**
   * @param options Options of the context. They are set before its first socket is opened.
   * @throws TypeError or RangeError if an option does not exist or cannot have the value.
   * @throws ZmqError with code `EMFILE` when the process has no file descriptor left.
   * @see zmq_ctx_set(3)
   */
  constructor(options: ContextInit = {}) {
    const setters = prepareContextInit(options, ["socketOptions"], this)
    this.#socketDefaults = new OptionDefaults(options?.socketOptions)
    this.#id = claimed ?? binding.contextNew()
    this.#attached = claimed !== undefined
    contexts.set(this.#id, new WeakRef(this))
    collected.register(this, this.#id)
    if (tracing) trace("Context", this.#id, this.#attached ? "attached" : "created")
    for (const set of setters) set(targetOf(this))
  }

  /**
   * Returns the context that another thread of this process has {@link share | shared}. Each attached thread holds a
   * claim on the context, so that the context goes on when another thread releases its claim. In a thread that has the context
   * already, this returns the same object. Options and {@link term} are for all threads alike.
   *
   * @throws TypeError when `token` is not a token, or is the token of another process.
   * @throws ZmqError with code `ETERM` when the context was shut down or terminated, or its threads have ended.
   */
  static attach(token: ContextToken): Context {
    return attach(token)
  }

  /**
   * Returns a token for {@link attach}, to be posted to another thread (`workerData`, `postMessage`). The token is only
   * a name. After this call the context lives until it is terminated, or until this thread and all threads that
   * attached the context have ended, whether or not the token is kept.
   *
   * @throws ZmqError with code `ETERM` when the context was terminated.
   */
  share(): ContextToken {
    if (this.closed) throw contextTerminated()
    for (const other of shared) if (other.closed) shared.delete(other)
    shared.add(this)
    return tokenOf(this.#id)
  }

  /** Whether {@link term} was called, by any thread. No socket can be opened in a context that is closed. */
  get closed(): boolean {
    return this.#terminated !== undefined || binding.contextTerminated(this.#id)
  }

  /**
   * Default options for sockets that are opened later through this object. A socket uses those options that its type
   * has; options that are given to its constructor take precedence. By default there are none. Setting this replaces
   * all of them. The object that this returns is frozen.
   *
   * @throws TypeError or RangeError if an option does not exist or cannot have the value.
   */
  get socketOptions(): Readonly<SocketDefaults> {
    return this.#socketDefaults.values
  }

  set socketOptions(options: SocketDefaults) {
    this.#socketDefaults = new OptionDefaults(options)
  }

  /**
   * Ends every operation that waits on a socket of this context with a ZmqError with code `ETERM`, and makes later
   * operations on these sockets fail with that code. It does not wait, and does not close the sockets. Sockets of other
   * threads may still return messages that they have prefetched.
   *
   * @see zmq_ctx_shutdown(3)
   */
  shutdown(): void {
    if (this.#terminated === undefined) this.#shutdown()
  }

  #shutdown(): void {
    this.#wasShutDown = true
    if (tracing) trace("Context", this.#id, "shut down")
    binding.contextShutdown(this.#id)
    // After this libzmq returns no more messages, so prefetched messages are dropped, too.
    for (const reference of this.#sockets) reference.deref()?.receiveQueue.clear()
  }

  /**
   * Shuts the context down, and resolves when the context has ended. It ends when its sockets in all threads are
   * closed, and the messages that they had sent have been transmitted or the sockets' `linger` is over. Does not block. Later
   * calls, in other threads too, also resolve when the context has ended.
   *
   * Until it resolves, the process stays alive, but no longer than `exitLinger`, or one second if that is shorter.
   *
   * Rejects with a ZmqError with code `EAGAIN` when the process cannot start a thread; it may then be called again.
   *
   * @see zmq_ctx_term(3)
   */
  term(): Promise<void> {
    this.#terminated ??= this.#terminate()
    return this.#terminated
  }

  async #terminate(): Promise<void> {
    shared.delete(this)
    // The process stays alive for as long as its exit would wait. After that it may exit although the promise is
    // pending.
    const { exitLinger } = this
    this.#shutdown()
    ensureReactor()
    const hold = keepProcessAlive(exitLinger === -1 ? -1 : Math.max(exitLinger, shortestKeepAlive))
    try {
      await new Promise<void>((resolve) => {
        if (!binding.contextTerm(this.#id, resolve)) resolve()
      })
      if (tracing) trace("Context", this.#id, "terminated")
    } catch (error) {
      // The process cannot start a thread, so termination has not begun: a later call may try again.
      this.#terminated = undefined
      throw error
    } finally {
      hold.stop()
    }
  }

  /**
   * Closes this thread's sockets of the context, and resolves when the context has ended. A context of
   * another thread, which {@link attach} returned, does not end: this thread releases its claim without waiting, and the
   * context goes on for the other threads. The default context goes on for all threads.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    const sockets = [...this.#sockets].flatMap((reference) => reference.deref() ?? [])
    for (const socket of sockets) if (!socket.endsByItself) socket.close()
    if (this === context) return
    if (this.#attached && this.#terminated === undefined) {
      this.#terminated = Promise.resolve()
      shared.delete(this)
      release(this.#id)
    }
    if (this.#terminated === undefined) {
      // libzmq reports no events of a context that is shut down, so wait for the events first.
      const delivered = sockets.flatMap(({ observer }) => observer?.delivered() ?? [])
      if (delivered.length > 0) await Promise.all(delivered)
    }
    await this.term()
  }

  /** Returns the value of an option, by its name here (`"ioThreads"`) or in zmq.h (`"ZMQ_IO_THREADS"`). */
  getOption<Name extends ContextOptionName>(name: Name): ContextOptionValue<Name>
  getOption(name: RawOptionName): unknown
  getOption(name: ContextOptionName | RawOptionName): unknown {
    return getContextOption(targetOf(this), name)
  }

  /** Sets an option, by its name here or in zmq.h. zmq_ctx_set(3) says when each option takes effect. */
  setOption<Name extends ContextOptionName>(name: Name, value: ContextOptionInput<Name>): void
  setOption(name: RawOptionName, value: unknown): void
  setOption(name: ContextOptionName | RawOptionName, value: unknown): void {
    setContextOption(targetOf(this), name, value)
  }

  // Options by number, for classes that extend this one, as in the `zeromq` package.

  /** Reads an option by its number; see zmq_ctx_get(3). */
  protected getBoolOption(option: number): boolean {
    return getContextNumbered(targetOf(this), "bool", option) as boolean
  }

  /** Sets an option by its number; see zmq_ctx_set(3). */
  protected setBoolOption(option: number, value: boolean): void {
    setContextNumbered(targetOf(this), "bool", option, value)
  }

  /** Reads an option by its number; see zmq_ctx_get(3). */
  protected getInt32Option(option: number): number {
    return getContextNumbered(targetOf(this), "int32", option) as number
  }

  /** Sets an option by its number; see zmq_ctx_set(3). */
  protected setInt32Option(option: number, value: number): void {
    setContextNumbered(targetOf(this), "int32", option, value)
  }

  /** Returns the text that `console.log` shows: the state, and how many sockets are open in this thread. */
  [custom](depth: number, options: InspectContext, inspector: typeof inspect): string {
    if (!(#id in this)) return show(this, {}, depth, options, inspector)
    const state = this.closed ? "terminated" : this.#wasShutDown ? "shut down" : "open"
    return show(this, { state, sockets: this.#sockets.size }, depth, options, inspector)
  }

  /** @internal */
  defaultsFor(socketName: SocketName, given: ReadonlySet<string>): OptionSetter<OptionTarget>[] {
    return this.#socketDefaults.settersFor(socketName, given)
  }

  /**
   * Tells the addon that the process stays alive for the messages of closed sockets: see `Binding.contextKeepsAlive`.
   *
   * @internal
   */
  processKeptAlive(): void {
    if (this.#terminated === undefined) binding.contextKeepsAlive(this.#id)
  }

  /** @internal */
  openId(): ContextId {
    if (this.#terminated !== undefined) throw contextTerminated()
    return this.#id
  }

  /**
   * Registers an open socket, so that shutting down and disposing of this context reach it. Returns a function that
   * unregisters it.
   *
   * @internal
   */
  register(socket: ContextMember): () => void {
    const reference = new WeakRef(socket)
    this.#sockets.add(reference)
    return () => this.#sockets.delete(reference)
  }
}

export interface Context extends ContextOptions {}

Object.defineProperty(Context.prototype, isContext, { value: true })

/** Keeps the process alive for a time in milliseconds (-1 for ever), or until `stop` is called. */
function keepProcessAlive(milliseconds: number): { stop(): void } {
  let timer: Timer
  const start = () => {
    timer = new Timer(milliseconds === -1 ? longestTimer : milliseconds, () => {
      if (milliseconds === -1) start()
    }).keepProcessAlive(true)
  }
  start()
  return { stop: () => timer.stop() }
}

function targetOf(context: Context): ContextOptionTarget {
  return { id: context.openId() }
}

defineContextAccessors(Context.prototype, targetOf)

function contextTerminated(): ZmqError {
  return new ZmqError("ETERM", "Context was terminated")
}

function attach(token: ContextToken): Context {
  const id = idOf(token)
  const code = binding.contextAttach(id)
  if (code === ETERM) throw new ZmqError("ETERM", "The context that was shared has ended")
  if (code !== undefined) throw unknownToken(token)
  return contexts.get(id)?.deref() ?? objectFor(id)
}

/** Makes the Context object of an existing context on which this thread has a claim. */
function objectFor(id: ContextId): Context {
  claimed = id
  try {
    return new Context()
  } finally {
    claimed = undefined
  }
}

/**
 * The default context of the process. A socket is opened in it unless its constructor is given another context. All
 * worker threads share it, so that their sockets can reach each other over `inproc://`.
 */
export const context = objectFor(binding.contextDefault())

export function checkContext(value: unknown): Context {
  if (typeof value === "object" && value !== null && (value as Partial<Context>)[isContext]) return value as Context
  throw invalidArgumentType("context", "a Context", value)
}
