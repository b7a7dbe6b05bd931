import type { inspect } from "node:util"
import { type OperationOptions, type SyncOptions, syncNames } from "../engine/operation.js"
import { invalidArgumentValue } from "../errors/errors.js"
import { Deadline } from "../event-loop/deadline.js"
import { afterYield, countOperation, rejectFairly } from "../event-loop/fairness.js"
import type { Socket } from "../socket/socket.js"
import { custom, type InspectContext, show } from "../util/inspect.js"
import { notCloneable } from "../util/not-cloneable.js"
import { checkInterest, checkTarget, type PollInterest, type PollOptions, readPoll } from "./arguments.js"
import { emptyPoller, isEmptyPoller, pollError } from "./errors.js"
import { type PollEvents, type PollItem, PollItems } from "./items.js"
import { WaitingPolls } from "./waiting-polls.js"

const threadBound = notCloneable("A Poller stays in the thread that made it, as its sockets do")

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
  readonly #waiting = new WaitingPolls(this.#items)

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
    if (handle?.unusable) throw handle.closedError()
    const known = this.#items.get(target)
    if (known !== undefined) {
      this.#waiting.change(known, mask)
      return this
    }
    const item = { key: target, handle, interest: mask, unwatch: undefined }
    this.#items.add(item)
    this.#waiting.change(item, mask)
    return this
  }

  /** Changes the interest in `target`. Throws a TypeError (`ERR_INVALID_ARG_VALUE`) if it is not in the poller. */
  modify(target: T, interest: PollInterest): this {
    checkTarget(target)
    const mask = checkInterest(interest)
    this.#waiting.change(this.#known(target), mask)
    return this
  }

  /**
   * Removes `target`. Polls that are waiting go on without it; if the poller is empty then, those without a time-out
   * reject. Throws a TypeError (`ERR_INVALID_ARG_VALUE`) if `target` is not in the poller, unless it is a closed
   * socket.
   */
  remove(target: T): this {
    const handle = checkTarget(target)
    if (handle?.unusable && !this.has(target)) return this
    const item = this.#known(target)
    this.#items.delete(target)
    this.#waiting.removed(item)
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
      if (outcome.size === 0 && timeout !== 0) {
        this.#checkNotEndless(timeout)
        return this.#waiting.wait(timeout, signal)
      }
    } catch (error) {
      return rejectFairly(error)
    }
    return countOperation() ? Promise.resolve(outcome) : afterYield(outcome)
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
    while (this.#items.size > 0) {
      let outcome: PollResult<T>
      try {
        outcome = await this.poll()
      } catch (error) {
        if (isEmptyPoller(error)) return
        throw error
      }
      yield outcome
    }
  }

  /** What `console.log` shows: the number of sockets and descriptors, and of polls that are waiting. */
  [custom](depth: number, options: InspectContext, inspector: typeof inspect): string {
    if (!(#items in this)) return show(this, {}, depth, options, inspector)
    return show(this, { size: this.size, waiting: this.#waiting.size }, depth, options, inspector)
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
    if (outcome.size > 0) this.#waiting.settle((pending) => pending.succeed(outcome))
    return outcome
  }
}
