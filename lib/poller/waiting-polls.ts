import type { WaitingPoller } from "../engine/poll-registrations.js"
import { ZmqError } from "../errors/errors.js"
import { Timer } from "../event-loop/timers.js"
import { WakeUp } from "../event-loop/wake-up.js"
import { watchDescriptor } from "./descriptor.js"
import { emptyPoller, pollError } from "./errors.js"
import type { PollEvents, PollItem, PollItems } from "./items.js"
import { WaitingPoll } from "./waiting-poll.js"

/** Closing a descriptor does not wake a poll, so descriptors are re-checked at this interval, in milliseconds. */
const recheckDescriptorsEvery = 250

/**
 * The polls of one poller that wait. As long as there are any, the sockets know the poller, and its descriptors are
 * watched.
 */
export class WaitingPolls<T> implements WaitingPoller {
  readonly #items: PollItems<T>
  readonly #polls = new Set<WaitingPoll<T>>()
  readonly #wakeUp = new WakeUp(() => this.wake())
  #recheckTimer: Timer | undefined

  constructor(items: PollItems<T>) {
    this.#items = items
  }

  get size(): number {
    return this.#polls.size
  }

  /** Waits until an item is ready, for at most `timeout` milliseconds; -1 for ever. */
  wait(timeout: number, signal: AbortSignal | undefined): Promise<ReadonlyMap<T, PollEvents>> {
    const pending = new WaitingPoll<T>(timeout)
    const abandon = () => {
      this.#polls.delete(pending)
      if (this.#polls.size === 0) this.#unregisterAll()
    }
    this.#polls.add(pending)
    try {
      if (this.#polls.size === 1) this.#registerAll()
    } catch (error) {
      abandon()
      throw error
    }
    const outcome = pending.wait(timeout, signal, abandon)
    this.#updateKeepAlive()
    return outcome
  }

  #registerAll(): void {
    for (const { handle, interest } of this.#items.sockets()) {
      handle.scheduler.polls.register(this, interest)
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
        this.wake()
      })
      this.#recheckTimer ??= new Timer(recheckDescriptorsEvery, () => this.#recheckDescriptors()).keepProcessAlive(true)
    }
  }

  /** Watches all descriptors anew: one may have been closed since, and its number reused for another file. */
  #recheckDescriptors(): void {
    // The next watch starts the timer again. Without a watch, the timer would keep the process alive for nothing.
    this.#recheckTimer?.stop()
    this.#recheckTimer = undefined
    for (const item of this.#items.descriptors()) this.#unregister(item)
    this.wake()
  }

  #unregisterAll(): void {
    this.#recheckTimer?.stop()
    this.#recheckTimer = undefined
    for (const item of this.#items.values()) this.#unregister(item)
  }

  #unregister(item: PollItem<T>): void {
    item.handle?.scheduler.polls.unregister(this)
    item.handle?.scheduler.updateInterest()
    item.unwatch?.()
    item.unwatch = undefined
  }

  /** Changes the interest in an item, also for polls that are waiting. */
  change(item: PollItem<T>, interest: number): void {
    item.interest = interest
    if (this.#polls.size === 0) return
    this.#unregister(item)
    item.handle?.scheduler.polls.register(this, interest)
    this.#wakeUp.schedule()
    this.#updateKeepAlive()
  }

  /** To be called when an item was removed. If it was the last one, fails the polls that would wait for ever. */
  removed(item: PollItem<T>): void {
    this.#unregister(item)
    this.#updateKeepAlive()
    if (this.#items.size === 0) this.#failEndless()
  }

  #failEndless(): void {
    for (const pending of this.#polls) {
      if (pending.timeout !== -1) continue
      this.#polls.delete(pending)
      pending.fail(emptyPoller)
    }
    if (this.#polls.size === 0) this.#unregisterAll()
  }

  /**
   * While no item can become ready, the time-outs of polls keep the process alive. Otherwise the descriptors do, and
   * the sockets that the program has not unreferenced.
   */
  #updateKeepAlive(): void {
    if (this.#polls.size === 0) return
    const idle = !this.#items.canBecomeReady
    for (const pending of this.#polls) pending.keepProcessAlive(idle)
  }

  wakeInNextIteration(): void {
    this.#wakeUp.schedule()
  }

  /** Checks what is ready, and settles the polls that are waiting if anything is. */
  wake(): void {
    if (this.#polls.size === 0) return
    try {
      const outcome = this.#items.pollEvents()
      if (typeof outcome === "number") {
        this.settle((pending) => pending.fail(() => pollError(outcome)))
      } else if (outcome.size > 0) {
        this.settle((pending) => pending.succeed(outcome))
      } else {
        this.#registerAll()
      }
    } catch (error) {
      // The error is made anew where the poll is awaited: the stack of this one leads to the reactor.
      const makeError = () => (error instanceof ZmqError ? pollError(error.errno) : error)
      this.settle((pending) => pending.fail(makeError))
    }
  }

  settle(end: (pending: WaitingPoll<T>) => void): void {
    const all = [...this.#polls]
    if (all.length === 0) return
    this.#polls.clear()
    this.#unregisterAll()
    for (const pending of all) end(pending)
  }
}
