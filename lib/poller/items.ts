import { binding, type Errno } from "../addon/binding.js"
import type { SocketHandle } from "../engine/handle.js"

const { ZMQ_POLLIN, ZMQ_POLLOUT, ZMQ_POLLERR } = binding.constants
/** In the table: the item is a descriptor. native/node/poll_exports.cc defines it, and what is where. */
const isDescriptor = 8
const header = 1
const columns = 3

/** While sends wait on a socket that a poll wants to send on, it is looked at as often, in milliseconds. */
const flushEvery = 10

/** What is ready, of one socket or descriptor. */
export interface PollEvents {
  /** A message can be received at once; a descriptor can be read. */
  readonly readable: boolean
  /** A message can be sent at once; a descriptor can be written to. */
  readonly writable: boolean
  /** The socket was closed, or is a proxy's; the descriptor is closed, hung up or in error. */
  readonly error: boolean
}

/** A socket or descriptor, and what a poller wants to know of it. */
export interface PollItem<T> {
  readonly key: T
  /** Undefined for a descriptor. */
  readonly handle: SocketHandle | undefined
  /** Of ZMQ_POLLIN and ZMQ_POLLOUT. */
  interest: number
  /** Ends the watch of a descriptor, while a poll waits for it. */
  unwatch: (() => void) | undefined
}

/** What a poller looks at, in the order in which it was added. */
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

  /** Whether anything can become ready. */
  get asked(): boolean {
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
   * zmq_poll: what is ready, or an errno. Blocks for at most `milliseconds` until something may be; less if there are
   * other things to do. Sends and receives that wait go first. A socket that was closed is in error, once: it is no
   * longer an item then.
   */
  look(milliseconds = 0): Map<T, PollEvents> | Errno {
    const ready = new Map<T, PollEvents>()
    let longest = milliseconds
    for (const { key, handle, interest } of this.sockets()) {
      if (handle.closed) {
        ready.set(key, eventsOf(ZMQ_POLLERR))
        this.#items.delete(key)
        continue
      }
      if (handle.busy) handle.advance()
      if ((interest & ZMQ_POLLIN) !== 0 && handle.receiveQueue.ready) longest = 0
      if ((interest & ZMQ_POLLOUT) !== 0 && handle.sendQueue.waiting > 0) longest = Math.min(longest, flushEvery)
    }
    this.#fill()
    const code = binding.poll(this.#table, ready.size > 0 ? 0 : longest)
    // libzmq has handled what was signalled to those who wait.
    for (const { handle } of this.sockets()) handle.afterNativeCall("both")
    // What is told once goes first; the next look fails again.
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
      // A send would wait behind the others, though libzmq may say that there is room for another peer's.
      const asked = handle !== undefined && handle.sendQueue.waiting > 0 ? interest & ~ZMQ_POLLOUT : interest
      table[at + 1] = handle === undefined ? asked | isDescriptor : asked
      at += columns
    }
  }

  #read(ready: Map<T, PollEvents>): void {
    let at = header
    for (const { key, handle, interest } of this.#items.values()) {
      const mask = this.#table[at + 2]
      at += columns
      const events = handle === undefined ? mask : handle.pollable(mask) & interest
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
