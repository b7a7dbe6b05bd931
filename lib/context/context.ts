import type { InspectOptionsStylized, inspect } from "node:util"
import { binding, type ContextId, sharedSymbol } from "../addon/binding.js"
import { invalidArgumentType, ZmqError } from "../errors/errors.js"
import { ensureReactor, Timer } from "../event-loop/timers.js"
import {
  type ContextOptionTarget,
  defineContextAccessors,
  getContextOption,
  type OptionSetter,
  type OptionTarget,
  type RawOptionName,
  setContextOption,
  validateContextInit,
} from "../options/access.js"
import { OptionDefaults } from "../options/defaults.js"
import { getContextNumbered, setContextNumbered } from "../options/raw.js"
import type { SocketName } from "../options/socket-types.js"
import type {
  ContextInit,
  ContextOptionInput,
  ContextOptionName,
  ContextOptions,
  ContextOptionValue,
  SocketDefaults,
} from "../options/table.js"
import { custom, show } from "../util/inspect.js"
import { notCloneable } from "../util/not-cloneable.js"
import { type ContextToken, contextNamed, nameOf, unknownToken } from "./token.js"

const { ETERM } = binding.errnos
const threadBound = notCloneable("A Context stays in its thread: post context.share(), and Context.attach() it there")

/** The least time, in milliseconds, that the process stays for a termination that it awaits. */
const shortestHold = 1000
const longestTimer = 0x7fffffff

/** What a context asks of the sockets that are open in it. */
export interface ContextMember {
  readonly receiveQueue: { clear(): void }
  /** Whether it closes itself, when it has told all: it reads events. */
  readonly endsByItself: boolean
  /** Resolves when the events of the socket, which is closed, were told: see `Observer.told`. */
  readonly observer: { told(): Promise<void> | undefined } | undefined
  close(): void
}

/** Marks the contexts of all copies of this package in the thread. */
const isContext: unique symbol = sharedSymbol("context") as never

/** The Context objects of this copy of the package: one for each context. */
const contexts = new Map<ContextId, WeakRef<Context>>()

/** What was shared stays until it is terminated: whether another thread has attached it yet, nobody here can tell. */
const shared = new Set<Context>()

/** The contexts whose object was collected give up their claim; the sockets of each hold one of their own. */
const forgotten = new FinalizationRegistry<ContextId>((id) => {
  // The context may have been attached again before this was called.
  if (contexts.get(id)?.deref() === undefined) release(id)
})

function release(id: ContextId): void {
  contexts.delete(id)
  binding.contextRelease(id)
}

/** The context that the next object is for, unless it is for a new one. */
let claimed: ContextId | undefined

/**
 * A libzmq context: the I/O threads, and the sockets that may reach each other over `inproc://`.
 *
 * Most programs use the default one, {@link context}. A context of your own is for options of its own, or to keep
 * `inproc` names apart. It ends when nothing refers to it any more and its sockets are closed.
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
  /** Whether another thread made it. */
  readonly #attached: boolean
  #terminated: Promise<void> | undefined
  #wasShutDown = false

  /**
   * @param options Options of the context, to be set before its first socket is opened.
   * @throws TypeError or RangeError for an option that does not exist or a value that it cannot have.
   * @throws ZmqError with code `EMFILE` when the process has no file descriptor left.
   * @see zmq_ctx_set(3)
   */
  constructor(options: ContextInit = {}) {
    const setters = validateContextInit(options, ["socketOptions"], this)
    this.#socketDefaults = new OptionDefaults(options?.socketOptions)
    this.#id = claimed ?? binding.contextNew()
    this.#attached = claimed !== undefined
    contexts.set(this.#id, new WeakRef(this))
    forgotten.register(this, this.#id)
    for (const set of setters) set(targetOf(this))
  }

  /**
   * The context that another thread of this process has {@link share | shared}. Every attached thread has a claim on it,
   * so that none can end it under another. In a thread that has the context already this is the same object, and the
   * options and the end of the context are the same in all threads.
   *
   * @throws TypeError for what is no token, or the token of another process.
   * @throws ZmqError with code `ETERM` when the context was shut down or terminated, or its threads have ended.
   */
  static attach(token: ContextToken): Context {
    return attach(token)
  }

  /**
   * A token for {@link attach}, to be posted to another thread (`workerData`, `postMessage`). It is nothing but a name,
   * and does not keep the context alive: after this call the context lives until it is terminated, or until this thread
   * has ended and so have those that attached it.
   *
   * @throws ZmqError with code `ETERM` when the context was terminated.
   */
  share(): ContextToken {
    if (this.closed) throw contextTerminated()
    for (const other of shared) if (other.closed) shared.delete(other)
    shared.add(this)
    return nameOf(this.#id)
  }

  /** Whether {@link term} was called, by any thread. No socket can be opened in a context that is closed. */
  get closed(): boolean {
    return this.#terminated !== undefined || binding.contextTerminated(this.#id)
  }

  /**
   * What sockets have that are opened from then on in this context, by this object: each type takes the options that it
   * has, and options that are given to a socket's constructor go before them. By default none. Setting replaces all; what
   * reading gives is frozen.
   *
   * @throws TypeError or RangeError for an option that does not exist or a value that it cannot have.
   */
  get socketOptions(): Readonly<SocketDefaults> {
    return this.#socketDefaults.values
  }

  set socketOptions(options: SocketDefaults) {
    this.#socketDefaults = new OptionDefaults(options)
  }

  /**
   * Wakes everything that waits on a socket of this context, with code `ETERM`, and makes every later operation on one
   * fail so. Does not wait, and does not close the sockets. Sockets of other threads may still hand out what they have
   * received ahead.
   *
   * @see zmq_ctx_shutdown(3)
   */
  shutdown(): void {
    if (this.#terminated === undefined) this.#shutdown()
  }

  #shutdown(): void {
    this.#wasShutDown = true
    binding.contextShutdown(this.#id)
    // libzmq gives out no message after this, and so what was received ahead is dropped.
    for (const reference of this.#sockets) reference.deref()?.receiveQueue.clear()
  }

  /**
   * Shuts the context down and resolves when it has ended: when every one of its sockets is closed, in all threads, and
   * what they had sent has left or their `linger` is over. Does not block. A second call resolves with the first, in
   * another thread too.
   *
   * While it is awaited the process stays alive, but no longer than `exitLinger`, or a second if that is shorter.
   *
   * Rejects with a ZmqError with code `EAGAIN` when the process can start no thread; then it may be tried again.
   *
   * @see zmq_ctx_term(3)
   */
  term(): Promise<void> {
    this.#terminated ??= this.#terminate()
    return this.#terminated
  }

  async #terminate(): Promise<void> {
    shared.delete(this)
    // The process stays for that, as long as it would at its end; then it ends although the promise is not settled.
    const { exitLinger } = this
    this.#shutdown()
    ensureReactor()
    const hold = holdProcess(exitLinger === -1 ? -1 : Math.max(exitLinger, shortestHold))
    try {
      await new Promise<void>((resolve) => {
        if (!binding.contextTerm(this.#id, resolve)) resolve()
      })
    } catch (error) {
      // Nothing has begun, for the process can start no thread: it may be tried again.
      this.#terminated = undefined
      throw error
    } finally {
      hold.stop()
    }
  }

  /**
   * Closes the context's sockets of this thread, and resolves when the context has ended. Where it was {@link attach}ed
   * it goes on for the other threads: then this thread gives up its claim, which does not wait. The default context goes
   * on for all.
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
      // libzmq reports nothing of a context that is shut down.
      const telling = sockets.flatMap(({ observer }) => observer?.told() ?? [])
      if (telling.length > 0) await Promise.all(telling)
    }
    await this.term()
  }

  /** The value of an option, by its name here (`"ioThreads"`) or in zmq.h (`"ZMQ_IO_THREADS"`). */
  getOption<Name extends ContextOptionName>(name: Name): ContextOptionValue<Name>
  getOption(name: RawOptionName): unknown
  getOption(name: ContextOptionName | RawOptionName): unknown {
    return getContextOption(targetOf(this), name)
  }

  /** Sets an option, by its name here or in zmq.h; see zmq_ctx_set(3) for which take effect when. */
  setOption<Name extends ContextOptionName>(name: Name, value: ContextOptionInput<Name>): void
  setOption(name: RawOptionName, value: unknown): void
  setOption(name: ContextOptionName | RawOptionName, value: unknown): void {
    setContextOption(targetOf(this), name, value)
  }

  // Options by number, for classes that extend this one: as the `zeromq` package has them.

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

  /** What `console.log` shows: the state, and how many sockets are open in this thread. */
  [custom](depth: number, options: InspectOptionsStylized, inspector: typeof inspect): string {
    if (!(#id in this)) return show(this, {}, depth, options, inspector)
    const state = this.closed ? "terminated" : this.#wasShutDown ? "shut down" : "open"
    return show(this, { state, sockets: this.#sockets.size }, depth, options, inspector)
  }

  /** @internal */
  defaultsFor(socketName: SocketName, given: ReadonlySet<string>): OptionSetter<OptionTarget>[] {
    return this.#socketDefaults.settersFor(socketName, given)
  }

  /**
   * The process stays for what the sockets have sent that are closed.
   *
   * @internal
   */
  stays(): void {
    if (this.#terminated === undefined) binding.contextStays(this.#id)
  }

  /** @internal */
  openId(): ContextId {
    if (this.#terminated !== undefined) throw contextTerminated()
    return this.#id
  }

  /**
   * Takes a socket that was opened up in the list of those that this context shuts down and closes. The result takes it
   * off again.
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

/** Keeps the process alive for that long, in milliseconds; -1 for ever. */
function holdProcess(milliseconds: number): { stop(): void } {
  let timer: Timer
  const start = () => {
    timer = new Timer(milliseconds === -1 ? longestTimer : milliseconds, () => {
      if (milliseconds === -1) start()
    }).hold(true)
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
  const id = contextNamed(token)
  const code = binding.contextAttach(id)
  if (code === ETERM) throw new ZmqError("ETERM", "The context that was shared has ended")
  if (code !== undefined) throw unknownToken(token)
  return contexts.get(id)?.deref() ?? objectFor(id)
}

/** The object of a context that this thread has a claim on. */
function objectFor(id: ContextId): Context {
  claimed = id
  try {
    return new Context()
  } finally {
    claimed = undefined
  }
}

/**
 * The default context of the process. Every socket is opened in it unless it is given another, and all worker threads
 * share it, so that `inproc://` joins them.
 */
export const context = objectFor(binding.contextDefault())

export function checkContext(value: unknown): Context {
  if (typeof value === "object" && value !== null && (value as Partial<Context>)[isContext]) return value as Context
  throw invalidArgumentType("context", "a Context", value)
}
