import { type OperationOptions, ParsedOptions, receiveNames } from "../engine/operation.js"
import { Waiter } from "../engine/waiter.js"
import { TimeoutError, ZmqError } from "../errors/errors.js"
import { EventListeners } from "../event-loop/event-listeners.js"
import { afterYield, countOperation, rejectFairly } from "../event-loop/fairness.js"
import { Fifo } from "../util/fifo.js"
import type { OnWait } from "../util/iteration.js"
import type { AnyEvent, AnyEventType } from "./event.js"

/** The most unread events that are kept. When there are more, the oldest are dropped. */
export const longestQueue = 10_000

type Listener = (event: AnyEvent) => void

/**
 * The events of one observer, in order. They go to its listeners or, while there are none, to calls of receive(). The
 * queue refers to the observer and its socket only through `whenReadersChange`.
 */
export class EventQueue {
  /** Whether the queue was closed, or the last event was delivered. */
  closed = false

  readonly #types: ReadonlySet<AnyEventType>
  readonly #whenReadersChange: () => void
  readonly #events = new Fifo<AnyEvent>()
  readonly #waiting = new Fifo<Waiter<AnyEvent>>()
  readonly #listeners = new EventListeners<AnyEvent>()
  #ended = false

  /**
   * @param types The types of the events to deliver.
   * @param whenReadersChange Called when receives begin or stop to wait, and when listeners are added or removed.
   */
  constructor(types: ReadonlySet<AnyEventType>, whenReadersChange: () => void) {
    this.#types = types
    this.#whenReadersChange = whenReadersChange
  }

  /** Adds the next event. */
  push(event: AnyEvent): void {
    if (this.#ended || !this.#types.has(event.type)) return
    this.#ended = event.type === "end"
    this.#events.push(event)
    if (this.#events.length > longestQueue) this.#events.shift()
    this.#serve()
  }

  /** Adds the last event, unless it was added already. */
  end(): void {
    this.push({ type: "end" })
  }

  /** Drops unread events, and rejects receives that wait. */
  close(): void {
    this.#close()
    this.#listeners.clear()
  }

  #close(): void {
    if (this.closed) return
    this.closed = true
    this.#ended = true
    while (this.#events.shift() !== undefined);
    for (let waiter = this.#waiting.shift(); waiter !== undefined; waiter = this.#waiting.shift()) {
      waiter.close("Observer")
    }
    this.#whenReadersChange()
  }

  on(type: AnyEventType, listener: Listener, once: boolean): void {
    if (this.closed) throw observerClosed()
    if (this.waiting) throw new ZmqError("EBUSY", "The observer is being read by receive() or for await")
    // In a microtask, so that earlier events reach all listeners that are added now.
    if (!this.listening) void Promise.resolve().then(() => this.#serve())
    this.#listeners.add(type, listener, once)
    this.#whenReadersChange()
  }

  off(type: AnyEventType, listener: Listener): void {
    this.#listeners.remove(type, listener)
    this.#whenReadersChange()
  }

  /** @param onWait See {@link OnWait}. */
  receive(options: OperationOptions | undefined, onWait?: OnWait): Promise<AnyEvent> {
    const { timeout = -1, signal, error } = new ParsedOptions(options, receiveNames)
    if (error !== undefined) return rejectFairly(error)
    if (this.closed) return rejectFairly(observerClosed())
    if (this.listening) return rejectFairly(new ZmqError("EBUSY", "The observer has listeners, which get its events"))
    const event = this.#shift()
    if (event !== undefined) return countOperation() ? Promise.resolve(event) : afterYield(event)
    if (timeout === 0) return rejectFairly(new TimeoutError("zmq_msg_recv", 0))

    const waiter = new Waiter<AnyEvent>("zmq_msg_recv")
    const dequeue = () => {
      this.#waiting.remove(waiter)
      if (this.#waiting.length === 0) this.#whenReadersChange()
    }
    this.#waiting.push(waiter)
    try {
      this.#whenReadersChange()
    } catch (error) {
      dequeue()
      return rejectFairly(error)
    }
    onWait?.(() => waiter.leave(dequeue))
    return waiter.wait(timeout, signal, dequeue)
  }

  /** Whether a receive waits. */
  get waiting(): boolean {
    return this.#waiting.length > 0
  }

  /** Whether there are listeners. */
  get listening(): boolean {
    return !this.#listeners.empty
  }

  #serve(): void {
    while (this.#events.length > 0) {
      if (this.listening) {
        this.#listeners.call(this.#shift() as AnyEvent)
        if (this.closed) this.#listeners.clear()
        if (!this.listening) this.#whenReadersChange()
      } else {
        const waiter = this.#waiting.shift()
        if (waiter === undefined) return
        waiter.succeed(this.#shift() as AnyEvent)
        if (this.#waiting.length === 0) this.#whenReadersChange()
      }
    }
  }

  /** Removes and returns the next event. Closes the queue after the last one. */
  #shift(): AnyEvent | undefined {
    const event = this.#events.shift()
    if (event?.type === "end") this.#close()
    return event
  }
}

function observerClosed(): ZmqError {
  return new ZmqError("EBADF", "Observer is closed")
}
