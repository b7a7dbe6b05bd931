import { binding, type Errno } from "../addon/binding.js"
import type { SocketHandle } from "../engine/handle.js"

const { ZMQ_POLLIN, ZMQ_POLLOUT, ZMQ_POLLERR } = binding.constants
/** Flag in the table: the item is a descriptor. native/node/exports/poll.cc defines the layout of the table. */
const isDescriptor = 8
const header = 1
const columns = 3

/** In milliseconds: while sends are queued on a socket that is polled for writability, retry them at this interval. */
const flushEvery = 10

/** What a poll reports about one socket or descriptor. */
export interface PollEvents {
  /** A message can be received at once; a descriptor can be read. */
  readonly readable: boolean
  /** A message can be sent at once; a descriptor can be written to. */
  readonly writable: boolean
  /** The socket was closed, or was handed over to a proxy; or the descriptor is closed, hung up or in error. */
  readonly error: boolean
}

/** A socket or descriptor, and the events that a poller waits for on it. */
export interface PollItem<T> {
  readonly key: T
  /** Undefined for a descriptor. */
  readonly handle: SocketHandle | undefined
  /** A mask of ZMQ_POLLIN and ZMQ_POLLOUT. */
  interest: number
  /** Ends the watch of the descriptor; undefined while there is none. */
  unwatch: (() => void) | undefined
}

/** The items of a poller, in the order in which they were added. */
export class PollItems<T> {
  readonly #items = new Map<T, PollItem<T>>()
  #table = new Int32Array(header + 8 * columns)

  get size(): number {
    return this.#items.size
  }

  get(key: T): PollItem<T> | undefined {
    return this.#items.get(key)
  }

  add(item: PollItem<T>): void {
    this.#items.set(item.key, item)
    if (header + this.#items.size * columns <= this.#table.length) return
    this.#table = new Int32Array(header + this.#items.size * 2 * columns)
  }

  delete(key: T): void {
    this.#items.delete(key)
  }

  values(): Iterable<PollItem<T>> {
    return this.#items.values()
  }

  /** Whether any item can become ready: a socket with an interest, or a descriptor, whose errors always count. */
  get canBecomeReady(): boolean {
    for (const { handle, interest } of this.#items.values()) if (handle === undefined || interest !== 0) return true
    return false
  }

  *descriptors(): Generator<PollItem<T>> {
    for (const item of this.#items.values()) if (item.handle === undefined) yield item
  }

  *sockets(): Generator<PollItem<T> & { readonly handle: SocketHandle }> {
    for (const item of this.#items.values()) {
      if (item.handle !== undefined) yield item as PollItem<T> & { readonly handle: SocketHandle }
    }
  }

  /**
   * Calls zmq_poll and returns the items that are ready, or an errno. Blocks for at most `milliseconds`, but may return
   * earlier with no item ready. Sends and receives that wait on a socket go first. A socket that was closed is reported
   * as an error once and removed.
   */
  pollEvents(milliseconds = 0): Map<T, PollEvents> | Errno {
    const ready = new Map<T, PollEvents>()
    let longest = milliseconds
    for (const { key, handle, interest } of this.sockets()) {
      if (handle.unusable) {
        ready.set(key, eventsOf(ZMQ_POLLERR))
        this.#items.delete(key)
        continue
      }
      if (handle.scheduler.busy) handle.scheduler.advance()
      if ((interest & ZMQ_POLLIN) !== 0 && handle.receiveQueue.ready) longest = 0
      if ((interest & ZMQ_POLLOUT) !== 0 && handle.sendQueue.waiting > 0) longest = Math.min(longest, flushEvery)
    }
    this.#fill()
    const code = binding.poll(this.#table, ready.size > 0 ? 0 : longest)
    // During zmq_poll, libzmq has consumed signals that waiting sends and receives depend on, so check those now.
    for (const { handle } of this.sockets()) handle.afterNativeCall("both")
    // Closed sockets are reported only once, so report them first; the next call fails with this error again.
    if (code !== undefined) return ready.size > 0 ? ready : code
    this.#read(ready)
    return ready
  }

  #fill(): void {
    const table = this.#table
    table[0] = this.#items.size
    let at = header
    for (const { key, handle, interest } of this.#items.values()) {
      table[at] = handle === undefined ? (key as number) : handle.id
      // While sends are queued the socket is not writable for the program, whose send would wait behind them, although
      // libzmq may have room for another peer.
      const wanted = handle !== undefined && handle.sendQueue.waiting > 0 ? interest & ~ZMQ_POLLOUT : interest
      table[at + 1] = handle === undefined ? wanted | isDescriptor : wanted
      at += columns
    }
  }

  #read(ready: Map<T, PollEvents>): void {
    let at = header
    for (const { key, handle, interest } of this.#items.values()) {
      const mask = this.#table[at + 2] ?? 0
      at += columns
      const events = handle === undefined ? mask : handle.scheduler.pollable(mask) & interest
      if (events !== 0) ready.set(key, eventsOf(events))
    }
  }
}

function eventsOf(mask: number): PollEvents {
  return {
    readable: (mask & ZMQ_POLLIN) !== 0,
    writable: (mask & ZMQ_POLLOUT) !== 0,
    error: (mask & ZMQ_POLLERR) !== 0,
  }
}
