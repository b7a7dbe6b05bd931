import type { InspectOptionsStylized, inspect } from "node:util"
import { type OperationOptions, type SyncOptions, syncNames } from "../engine/operation.js"
import type { WaitingPoller } from "../engine/poll-registrations.js"
import { invalidArgumentValue, ZmqError } from "../errors/errors.js"
import { Deadline } from "../event-loop/deadline.js"
import { afterYield, consumeBudget, rejectFairly } from "../event-loop/fairness.js"
import { Timer } from "../event-loop/timers.js"
import { WakeUp } from "../event-loop/wake-up.js"
import type { Socket } from "../socket/socket.js"
import { custom, show } from "../util/inspect.js"
import { notCloneable } from "../util/not-cloneable.js"
import { checkInterest, checkTarget, type PollInterest, type PollOptions, readPoll } from "./arguments.js"
import { watchDescriptor } from "./descriptor.js"
import { type PollEvents, type PollItem, PollItems } from "./items.js"
import { PendingPoll } from "./pending-poll.js"

const threadBound = notCloneable("A Poller stays in the thread that made it, as its sockets do")

/** Closing a descriptor does not wake a poll, so descriptors are re-checked at this interval, in milliseconds. */
const recheckDescriptorsEvery = 250

/** The events of each socket or descriptor that is ready; empty if the poll timed out. */
export type PollResult<T extends Socket | number = Socket | number> = ReadonlyMap<T, PollEvents>

/**
 * Waits for several sockets and file descriptors at once. A descriptor is a number that stands for a pipe, a socket of
 * the system or a terminal (on Windows, for a socket only).
 *
 * A poll reports a state, not a change: a socket that stays readable is reported by every poll.
 *
 * @typeParam T - The type of what is added, and so of what is reported ready: `Poller<Router | Dealer>`.
 * @see zmq_poll(3)
 */
export class Poller<T extends Socket | number = Socket | number> {
  /** @internal */
  readonly threadBound = threadBound
  readonly #items = new PollItems<T>()
  readonly #pending = new Set<PendingPoll<T>>()
  readonly #wakeUp = new WakeUp(() => this.#wake())
  /** This poller, as the sockets know it. */
  readonly #waiting: WaitingPoller = {
    wake: () => this.#wake(),
    wakeInNextIteration: () => this.#wakeUp.schedule(),
  }
  #recheckTimer: Timer | undefined

  /** How many sockets and descriptors are in the poller. */
  get size(): number {
    return this.#items.size
  }

  /** Whether `target` is in the poller. */
  has(target: T): boolean {
    return this.#items.get(target) !== undefined
  }

  /**
   * Adds a socket or descriptor; by default, polls report when it is readable. Adding it again changes its interest, as
   * {@link modify} does. With an empty interest, only its errors are reported.
   *
   * A socket that is closed is reported as an `error` once and removed from the poller then.
   *
   * Throws a TypeError or RangeError if `target` is neither a socket nor a descriptor, and a ZmqError with code `EBADF`
   * if it is a closed socket.
   */
  add(target: T, interest: PollInterest = { readable: true }): this {
    const handle = checkTarget(target)
    const mask = checkInterest(interest)
    if (handle?.closed) throw handle.closedError()
    const known = this.#items.get(target)
    if (known !== undefined) {
      this.#change(known, mask)
      return this
    }
    const item = { key: target, handle, interest: mask, unwatch: undefined }
    this.#items.add(item)
    this.#change(item, mask)
    return this
  }

  /** Changes the interest in `target`. Throws a TypeError (`ERR_INVALID_ARG_VALUE`) if it is not in the poller. */
  modify(target: T, interest: PollInterest): this {
    checkTarget(target)
    const mask = checkInterest(interest)
    this.#change(this.#known(target), mask)
    return this
  }

  /**
   * Removes `target`. Polls that are waiting go on without it; if the poller is empty then, those without a time-out
   * reject. Throws a TypeError (`ERR_INVALID_ARG_VALUE`) if `target` is not in the poller, unless it is a closed
   * socket.
   */
  remove(target: T): this {
    const handle = checkTarget(target)
    if (handle?.closed && !this.has(target)) return this
    const item = this.#known(target)
    this.#items.delete(target)
    this.#unregister(item)
    this.#holdPolls()
    if (this.size === 0) this.#failEndlessPolls()
    return this
  }

  /**
   * Waits until something is ready, for at most `timeout` milliseconds; -1, the default, waits for ever, and 0 does not
   * wait. Resolves with what is ready, or with an empty map after the time-out. A socket with prefetched messages is
   * readable. Sends and receives that wait on a socket are served before polls. All polls that wait at the same time
   * get the same result. The time-out may be an option: `poll({ timeout: 1000, signal })` is `poll(1000, { signal })`.
   *
   * Rejects with the reason of `signal` when that is aborted, and with a ZmqError: `ETERM` when the context of a socket
   * ends, `EINVAL` when the poller is empty and there is no time-out, `EMFILE` when the process has no file descriptor
   * left.
   *
   * @see zmq_poll(3)
   */
  poll(options: OperationOptions): Promise<PollResult<T>>
  poll(timeout?: number, options?: PollOptions): Promise<PollResult<T>>
  poll(given?: number | OperationOptions, options?: PollOptions): Promise<PollResult<T>> {
    let outcome: PollResult<T>
    try {
      const { timeout, signal } = readPoll(given, options)
      outcome = this.#pollNow()
      if (outcome.size === 0 && timeout !== 0) return this.#wait(timeout, signal)
    } catch (error) {
      return rejectFairly(error)
    }
    return consumeBudget() ? Promise.resolve(outcome) : afterYield(outcome)
  }

  /**
   * The blocking form of {@link poll}, for scripts and worker threads. While it waits, no other JavaScript runs in this
   * thread, not even handlers of signals; a signal without a handler ends the process as usual, and
   * `worker.terminate()` ends the thread. Throws the errors that {@link poll} rejects with.
   *
   * @see zmq_poll(3)
   */
  pollSync(options: SyncOptions): PollResult<T>
  pollSync(timeout?: number): PollResult<T>
  pollSync(given?: number | SyncOptions): PollResult<T> {
    const { timeout } = readPoll(given, undefined, syncNames)
    let outcome = this.#pollNow()
    if (outcome.size > 0 || timeout === 0) return outcome
    this.#checkNotEndless(timeout)
    for (const deadline = new Deadline(timeout); outcome.size === 0 && !deadline.over; ) {
      outcome = this.#pollNow(deadline.slice())
    }
    return outcome
  }

  /** Polls again and again. The iteration ends, without an error, when the poller is empty. */
  async *[Symbol.asyncIterator](): AsyncGenerator<PollResult<T>, undefined, undefined> {
    while (this.size > 0) {
      let outcome: PollResult<T>
      try {
        outcome = await this.poll()
      } catch (error) {
        if (emptyPollerErrors.has(error as object)) return
        throw error
      }
      yield outcome
    }
  }

  /** What `console.log` shows: the number of sockets and descriptors, and of polls that are waiting. */
  [custom](depth: number, options: InspectOptionsStylized, inspector: typeof inspect): string {
    if (!(#items in this)) return show(this, {}, depth, options, inspector)
    return show(this, { size: this.size, waiting: this.#pending.size }, depth, options, inspector)
  }

  #known(target: T): PollItem<T> {
    const item = this.#items.get(target)
    if (item !== undefined) return item
    throw invalidArgumentValue("target", "a socket or descriptor that is in this poller", target)
  }

  /** Throws if a poll would wait for ever because the poller is empty. */
  #checkNotEndless(timeout: number): void {
    if (timeout === -1 && this.size === 0) throw emptyPoller()
  }

  #pollNow(milliseconds = 0): PollResult<T> {
    const outcome = this.#items.pollEvents(milliseconds)
    if (typeof outcome === "number") throw pollError(outcome)
    // A closed socket is reported only once, so polls that are waiting must get this result too.
    if (outcome.size > 0) this.#settle((pending) => pending.succeed(outcome))
    return outcome
  }

  // --- polls that wait

  #wait(timeout: number, signal: AbortSignal | undefined): Promise<PollResult<T>> {
    this.#checkNotEndless(timeout)
    const pending = new PendingPoll<T>(timeout)
    const abandon = () => {
      this.#pending.delete(pending)
      if (this.#pending.size === 0) this.#unregisterAll()
    }
    this.#pending.add(pending)
    try {
      if (this.#pending.size === 1) this.#registerAll()
    } catch (error) {
      abandon()
      throw error
    }
    const outcome = pending.wait(timeout, signal, abandon)
    this.#holdPolls()
    return outcome
  }

  #registerAll(): void {
    for (const { handle, interest } of this.#items.sockets()) {
      handle.scheduler.polls.register(this.#waiting, interest)
      handle.scheduler.updateInterest()
    }
    this.#watchDescriptors()
  }

  /** Watches every descriptor that is not watched yet. A watch ends when the descriptor is ready. */
  #watchDescriptors(): void {
    for (const item of this.#items.descriptors()) {
      item.unwatch ??= watchDescriptor(item.key as number, item.interest, () => {
        // With an empty interest, urgent data ends the watch, and would end every new one as long as it is there. So no
        // new watch begins: the placeholder counts as one.
        item.unwatch = item.interest === 0 ? () => {} : undefined
        this.#wake()
      })
      this.#recheckTimer ??= new Timer(recheckDescriptorsEvery, () => this.#recheckDescriptors()).hold(true)
    }
  }

  /** Watches all descriptors anew: one may have been closed since, and its number reused for another file. */
  #recheckDescriptors(): void {
    // The next watch starts the timer again. Without a watch, the timer would keep the process alive for nothing.
    this.#recheckTimer?.stop()
    this.#recheckTimer = undefined
    for (const item of this.#items.descriptors()) this.#unregister(item)
    this.#wake()
  }

  #unregisterAll(): void {
    this.#recheckTimer?.stop()
    this.#recheckTimer = undefined
    for (const item of this.#items.values()) this.#unregister(item)
  }

  #unregister(item: PollItem<T>): void {
    item.handle?.scheduler.polls.unregister(this.#waiting)
    item.handle?.scheduler.updateInterest()
    item.unwatch?.()
    item.unwatch = undefined
  }

  /** Changes the interest in an item, also for polls that are waiting. */
  #change(item: PollItem<T>, interest: number): void {
    item.interest = interest
    if (this.#pending.size === 0) return
    this.#unregister(item)
    item.handle?.scheduler.polls.register(this.#waiting, interest)
    this.#wakeUp.schedule()
    this.#holdPolls()
  }

  /** The poller is empty: fails the polls that would wait for ever. */
  #failEndlessPolls(): void {
    for (const pending of this.#pending) {
      if (pending.timeout !== -1) continue
      this.#pending.delete(pending)
      pending.fail(emptyPoller)
    }
    if (this.#pending.size === 0) this.#unregisterAll()
  }

  /**
   * While no item can become ready, the time-outs of polls keep the process alive. Otherwise the descriptors do, and
   * the sockets that the program has not unreferenced.
   */
  #holdPolls(): void {
    if (this.#pending.size === 0) return
    const idle = !this.#items.canBecomeReady
    for (const pending of this.#pending) pending.hold(idle)
  }

  /** Checks what is ready, and settles the polls that are waiting if anything is. */
  #wake(): void {
    if (this.#pending.size === 0) return
    try {
      const outcome = this.#items.pollEvents()
      if (typeof outcome === "number") {
        this.#settle((pending) => pending.fail(() => pollError(outcome)))
      } else if (outcome.size > 0) {
        this.#settle((pending) => pending.succeed(outcome))
      } else {
        this.#registerAll()
      }
    } catch (error) {
      // The error is made anew where the poll is awaited: the stack of this one leads to the reactor.
      const makeError = () => (error instanceof ZmqError ? pollError(error.errno) : error)
      this.#settle((pending) => pending.fail(makeError))
    }
  }

  #settle(end: (pending: PendingPoll<T>) => void): void {
    const all = [...this.#pending]
    if (all.length === 0) return
    this.#pending.clear()
    this.#unregisterAll()
    for (const pending of all) end(pending)
  }
}

function pollError(errno: number): ZmqError {
  return ZmqError.fromErrno(errno, { syscall: "zmq_poll" })
}

/** The errors of polls that failed because the poller was empty; an iteration ends without throwing them. */
const emptyPollerErrors = new WeakSet<object>()

function emptyPoller(): ZmqError {
  const message = "The poller is empty: without a time-out, a poll would wait for ever"
  const error = new ZmqError("EINVAL", message, { syscall: "zmq_poll" })
  emptyPollerErrors.add(error)
  return error
}
