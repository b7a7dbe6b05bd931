import type { InspectOptionsStylized, inspect } from "node:util"
import { binding } from "../addon/binding.js"
import type { SocketHandle } from "../engine/handle.js"
import { checkTimeout, type OperationOptions, ParsedOptions, type SyncOptions, syncNames } from "../engine/operation.js"
import { PendingPoll } from "../engine/pending-poll.js"
import type { Waker } from "../engine/poll-registrations.js"
import { invalidArgumentType, invalidArgumentValue, outOfRange, ZmqError } from "../errors/errors.js"
import { namesOf } from "../errors/known-names.js"
import { Deadline } from "../event-loop/deadline.js"
import { afterYield, consumeBudget, rejectFairly, resetBudget } from "../event-loop/fairness.js"
import { afterTurn, Timer } from "../event-loop/timers.js"
import { handleOf, isSocket, type Socket } from "../socket/socket.js"
import { custom, show } from "../util/inspect.js"
import { notCloneable } from "../util/not-cloneable.js"
import { watchDescriptor } from "./descriptor.js"
import { type PollEvents, type PollItem, PollItems } from "./items.js"

const { ZMQ_POLLIN, ZMQ_POLLOUT } = binding.constants
const bits = { readable: ZMQ_POLLIN, writable: ZMQ_POLLOUT, error: 0 }
const largestDescriptor = 0x7fffffff
const threadBound = notCloneable("A Poller stays in the thread that made it, as its sockets do")

/** A descriptor that is closed while a poll waits tells nothing; so descriptors are looked at as often, in milliseconds. */
const lookAtDescriptorsEvery = 250

/** What to ask of a socket or descriptor. */
export interface PollInterest {
  /** Whether a message can be received, or a descriptor be read; by default false. */
  readable?: boolean
  /** Whether a message can be sent, or a descriptor be written to; by default false. */
  writable?: boolean
  /** Errors are reported whether they are asked for or not, as zmq_poll has it. */
  error?: boolean
}

/** What a poll may ask for beside a time-out that is an argument. */
export type PollOptions = Pick<OperationOptions, "signal">

const interestNames = namesOf<PollInterest>("interest", { readable: true, writable: true, error: true })
const signalNames = namesOf<PollOptions>("options of a poll whose time-out is an argument", { signal: true })
const pollNames = namesOf<OperationOptions>("options of a poll", { timeout: true, signal: true })

/** What is ready, by socket or descriptor; empty when the time was over. What is not in it is not ready. */
export type PollResult<T extends Socket | number = Socket | number> = ReadonlyMap<T, PollEvents>

/**
 * Waits for several sockets and file descriptors at once. A descriptor is a number: of a pipe, a socket of the system, a
 * terminal (on Windows, of a socket alone).
 *
 * What a poll reports and the program leaves as it is, the next poll reports again.
 *
 * @typeParam T - What is added: `Poller<Router | Dealer>`, so that what is ready has that type.
 * @see zmq_poll(3)
 */
export class Poller<T extends Socket | number = Socket | number> {
  /** @internal */
  readonly threadBound = threadBound
  readonly #items = new PollItems<T>()
  readonly #pending = new Set<PendingPoll<PollResult<T>>>()
  readonly #sleeper: Waker = {
    wake: () => this.#wake(),
    wakeNextTurn: () => this.#wakeNextTurn(),
  }
  #wakeScheduled = false
  #recheck: Timer | undefined

  /** How many sockets and descriptors are in it. */
  get size(): number {
    return this.#items.size
  }

  /** Whether `target` is in it. */
  has(target: T): boolean {
    return this.#items.get(target) !== undefined
  }

  /**
   * Adds a socket or descriptor, by default to ask whether it is readable. Adding it again changes what is asked, as
   * {@link modify} does. With nothing to ask, only its errors are reported.
   *
   * A socket that is closed leaves the poller by itself, when that was reported as an `error`.
   *
   * Throws a TypeError or RangeError for what is neither, and a ZmqError with code `EBADF` for a socket that is closed.
   */
  add(target: T, interest: PollInterest = { readable: true }): this {
    const handle = checkTarget(target)
    const asked = checkInterest(interest)
    if (handle?.closed) throw handle.refusal()
    const known = this.#items.get(target)
    if (known !== undefined) {
      this.#change(known, asked)
      return this
    }
    const item = { key: target, handle, interest: asked, unwatch: undefined }
    this.#items.add(item)
    this.#change(item, asked)
    return this
  }

  /** Changes what is asked of `target`. Throws a TypeError (`ERR_INVALID_ARG_VALUE`) if it is not in the poller. */
  modify(target: T, interest: PollInterest): this {
    checkTarget(target)
    const asked = checkInterest(interest)
    this.#change(this.#known(target), asked)
    return this
  }

  /**
   * Takes `target` out: polls that wait go on without it, and if it was the last, those without a time-out reject. Throws a
   * TypeError (`ERR_INVALID_ARG_VALUE`) if it is not in the poller, unless it is a socket that was closed.
   */
  remove(target: T): this {
    const handle = checkTarget(target)
    if (handle?.closed && !this.has(target)) return this
    const item = this.#known(target)
    this.#items.delete(target)
    this.#leave(item)
    this.#holdPolls()
    if (this.size === 0) this.#endEndless()
    return this
  }

  /**
   * Waits until something is ready, for at most `timeout` milliseconds: -1, the default, for ever; 0 only looks. Resolves
   * with what is ready; with an empty map when the time is over. A message that was received ahead is readable. Sends and
   * receives that wait on a socket come first. Polls that wait at the same time all get what is ready. The time-out may be
   * among the options: `poll({ timeout: 1000, signal })` is `poll(1000, { signal })`.
   *
   * Rejects with the reason of `signal` when that is aborted; with a ZmqError: `ETERM` when the context of a socket ends,
   * `EINVAL` when the poller is empty and there is no time-out, `EMFILE` when the process has no file descriptor left.
   *
   * @see zmq_poll(3)
   */
  poll(options: OperationOptions): Promise<PollResult<T>>
  poll(timeout?: number, options?: PollOptions): Promise<PollResult<T>>
  poll(given?: number | OperationOptions, options?: PollOptions): Promise<PollResult<T>> {
    let outcome: PollResult<T>
    try {
      const { timeout, signal } = readPoll(given, options)
      outcome = this.#look()
      if (outcome.size === 0 && timeout !== 0) return this.#wait(timeout, signal)
    } catch (error) {
      return rejectFairly(error)
    }
    return consumeBudget() ? Promise.resolve(outcome) : afterYield(outcome)
  }

  /**
   * {@link poll}, which blocks the thread meanwhile: for scripts and worker threads. No other JavaScript runs in this
   * thread, handlers of signals included; a signal without a handler ends the process as usual, and `worker.terminate()`
   * ends the thread. Throws what {@link poll} rejects with.
   *
   * @see zmq_poll(3)
   */
  pollSync(options: SyncOptions): PollResult<T>
  pollSync(timeout?: number): PollResult<T>
  pollSync(given?: number | SyncOptions): PollResult<T> {
    const { timeout } = readPoll(given, undefined, syncNames)
    let outcome = this.#look()
    if (outcome.size > 0 || timeout === 0) return outcome
    this.#checkEnd(timeout)
    for (const deadline = new Deadline(timeout); outcome.size === 0 && !deadline.over; ) {
      outcome = this.#look(deadline.slice())
    }
    return outcome
  }

  /** Polls again and again, until nothing is left in the poller, which ends the iteration quietly. */
  async *[Symbol.asyncIterator](): AsyncGenerator<PollResult<T>, undefined, undefined> {
    while (this.size > 0) {
      let outcome: PollResult<T>
      try {
        outcome = await this.poll()
      } catch (error) {
        if (emptied.has(error as object)) return
        throw error
      }
      yield outcome
    }
  }

  /** What `console.log` shows: how many it polls, and how many polls wait. */
  [custom](depth: number, options: InspectOptionsStylized, inspector: typeof inspect): string {
    if (!(#items in this)) return show(this, {}, depth, options, inspector)
    return show(this, { size: this.size, waiting: this.#pending.size }, depth, options, inspector)
  }

  #known(target: T): PollItem<T> {
    const item = this.#items.get(target)
    if (item !== undefined) return item
    throw invalidArgumentValue("target", "a socket or descriptor that is in this poller", target)
  }

  /** A poll that waits for ever needs something to wait for. */
  #checkEnd(timeout: number): void {
    if (timeout === -1 && this.size === 0) throw emptyPoller()
  }

  #look(milliseconds = 0): PollResult<T> {
    const outcome = this.#items.look(milliseconds)
    if (typeof outcome === "number") throw pollError(outcome)
    // What is reported once, that a socket was closed, must reach those who wait, too.
    if (outcome.size > 0) this.#settle((pending) => pending.succeed(outcome))
    return outcome
  }

  // --- polls that wait

  #wait(timeout: number, signal: AbortSignal | undefined): Promise<PollResult<T>> {
    this.#checkEnd(timeout)
    const pending = new PendingPoll<PollResult<T>>(timeout)
    const leave = () => {
      this.#pending.delete(pending)
      if (this.#pending.size === 0) this.#leaveAll()
    }
    this.#pending.add(pending)
    try {
      if (this.#pending.size === 1) this.#joinAll()
    } catch (error) {
      leave()
      throw error
    }
    const outcome = pending.wait(new Map(), signal, leave)
    this.#holdPolls()
    return outcome
  }

  #joinAll(): void {
    for (const { handle, interest } of this.#items.sockets()) {
      handle.polls.join(this.#sleeper, interest)
      handle.updateInterest()
    }
    this.#watchDescriptors()
  }

  /** Watches descriptors that are not watched, each until it is ready once. */
  #watchDescriptors(): void {
    for (const item of this.#items.descriptors()) {
      item.unwatch ??= watchDescriptor(item.key as number, item.interest, () => {
        // Where nothing is asked, urgent data ends the watch too, for as long as it is there: no watch is begun for it.
        item.unwatch = item.interest === 0 ? () => {} : undefined
        this.#wake()
      })
      this.#recheck ??= new Timer(lookAtDescriptorsEvery, () => this.#lookAtDescriptors()).hold(true)
    }
  }

  /** Its file may have been closed, and its number be another's now: all are watched anew. */
  #lookAtDescriptors(): void {
    // The next watch starts it again; without one it would keep the process alive.
    this.#recheck?.stop()
    this.#recheck = undefined
    for (const item of this.#items.descriptors()) this.#leave(item)
    this.#wake()
  }

  #leaveAll(): void {
    this.#recheck?.stop()
    this.#recheck = undefined
    for (const item of this.#items.values()) this.#leave(item)
  }

  #leave(item: PollItem<T>): void {
    item.handle?.polls.leave(this.#sleeper)
    item.handle?.updateInterest()
    item.unwatch?.()
    item.unwatch = undefined
  }

  /** Asks something else, also for polls that wait. */
  #change(item: PollItem<T>, interest: number): void {
    item.interest = interest
    if (this.#pending.size === 0) return
    this.#leave(item)
    item.handle?.polls.join(this.#sleeper, interest)
    this.#wakeNextTurn()
    this.#holdPolls()
  }

  /** Nothing is left that polls could wait for. */
  #endEndless(): void {
    for (const pending of this.#pending) {
      if (pending.timeout !== -1) continue
      this.#pending.delete(pending)
      pending.fail(emptyPoller)
    }
    if (this.#pending.size === 0) this.#leaveAll()
  }

  /** Where nothing is asked, time-outs keep the process alive: sockets and descriptors do else, if they may. */
  #holdPolls(): void {
    if (this.#pending.size === 0) return
    const idle = !this.#items.asked
    for (const pending of this.#pending) pending.hold(idle)
  }

  #wakeNextTurn(): void {
    if (this.#wakeScheduled) return
    this.#wakeScheduled = true
    afterTurn(() => {
      this.#wakeScheduled = false
      resetBudget()
      this.#wake()
    })
  }

  /** Looks for those who wait. */
  #wake(): void {
    if (this.#pending.size === 0) return
    try {
      const outcome = this.#items.look()
      if (typeof outcome === "number") {
        this.#settle((pending) => pending.fail(() => pollError(outcome)))
      } else if (outcome.size > 0) {
        this.#settle((pending) => pending.succeed(outcome))
      } else {
        this.#joinAll()
      }
    } catch (error) {
      // Made anew where it is awaited, for this one's stack leads to the reactor.
      const explain = () => (error instanceof ZmqError ? pollError(error.errno) : error)
      this.#settle((pending) => pending.fail(explain))
    }
  }

  #settle(end: (pending: PendingPoll<PollResult<T>>) => void): void {
    const all = [...this.#pending]
    if (all.length === 0) return
    this.#pending.clear()
    this.#leaveAll()
    for (const pending of all) end(pending)
  }
}

function pollError(errno: number): ZmqError {
  return ZmqError.fromErrno(errno, { syscall: "zmq_poll" })
}

/** The errors of polls that had nothing left to wait for, which end an iteration quietly. */
const emptied = new WeakSet<object>()

function emptyPoller(): ZmqError {
  const message = "The poller is empty: without a time-out, a poll would wait for ever"
  const error = new ZmqError("EINVAL", message, { syscall: "zmq_poll" })
  emptied.add(error)
  return error
}

function checkTarget(target: unknown): SocketHandle | undefined {
  if (isSocket(target)) return target[handleOf]
  const expected = "a socket or the number of a file descriptor"
  if (typeof target !== "number") throw invalidArgumentType("target", expected, target)
  if (Number.isInteger(target) && target >= 0 && target <= largestDescriptor) return undefined
  throw outOfRange("target", expected, target)
}

/** As a mask of ZMQ_POLLIN and ZMQ_POLLOUT. */
function checkInterest(interest: unknown): number {
  if (typeof interest !== "object" || interest === null) throw invalidArgumentType("interest", "an object", interest)
  interestNames.check(interest)
  let mask = 0
  for (const [name, bit] of Object.entries(bits)) {
    const asked: unknown = (interest as PollInterest)[name as keyof PollInterest]
    if (asked !== undefined && typeof asked !== "boolean") {
      throw invalidArgumentType(`interest.${name}`, "a boolean", asked)
    }
    if (asked) mask |= bit
  }
  return mask
}

/** The time-out, as an argument or among the options, and the signal of a poll. */
function readPoll(given: unknown, options: PollOptions | undefined, names = pollNames) {
  if (typeof given !== "object" || given === null || options !== undefined) {
    const { signal, refusal } = new ParsedOptions(options, signalNames)
    const timeout = given === undefined ? -1 : given
    checkTimeout(timeout, "timeout")
    if (refusal !== undefined) throw refusal
    return { timeout: timeout as number, signal }
  }
  const { timeout = -1, signal, refusal } = new ParsedOptions(given, names)
  if (refusal !== undefined) throw refusal
  return { timeout, signal }
}
