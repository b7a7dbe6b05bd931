import { binding } from "../addon/binding.js"
import type { Context } from "../context/context.js"
import { SocketHandle } from "../engine/handle.js"
import type { Message } from "../message/message.js"
import { setSocketOption } from "../options/access.js"
import type { EventVersion } from "./event.js"
import { parseEvent } from "./event-parts.js"
import { type EventQueue, longestQueue } from "./event-queue.js"
import { ObservedSocket, watchesEvents } from "./published-events.js"

const { ZMQ_POLLIN, ZMQ_SUB } = binding.constants

/**
 * Whether libzmq has its draft API: events of version 2, and monitors that drop events instead of blocking libzmq's
 * threads.
 */
export const hasDraftMonitor = binding.monitorReader === ZMQ_SUB

/** The high-water mark of libzmq's monitor socket. Its queue to the reader holds the sum of both high-water marks. */
const monitorHighWaterMark = 1000

/** libzmq's monitor of a socket, and the socket that reads its events into a queue at once. */
export class Monitor {
  readonly #observed: SocketHandle
  readonly #reader: SocketHandle

  /** @param queue The queue of an observer; undefined if the events are only to be published. */
  constructor(observed: SocketHandle, mask: number, version: EventVersion, queue: EventQueue | undefined) {
    this.#observed = observed
    this.#reader = openReader(observed.context)
    this.#reader.endsByItself = true
    try {
      binding.monitor(observed.id, this.#reader.id, mask, version)
      this.#reader.keepProcessAlive(false)
    } catch (error) {
      this.close()
      throw error
    }
    // Only the program may keep the socket and the queue alive, so the pump holds weak references to them.
    const target = queue === undefined ? undefined : new WeakRef(queue)
    void pump(this.#reader, version, target, new ObservedSocket(observed))
  }

  /** Sets whether events that are awaited keep the process alive. */
  keepProcessAlive(held: boolean): void {
    if (!this.#reader.unusable) this.#reader.keepProcessAlive(held)
  }

  close(): void {
    if (this.#reader.unusable) return
    if (!this.#observed.unusable) binding.stopMonitor(this.#observed.id)
    this.#reader.close()
  }
}

function openReader(context: Context): SocketHandle {
  const reader = new SocketHandle(context, hasDraftMonitor ? "Subscriber" : "Pair", { untraced: true })
  try {
    setSocketOption(reader, "linger", 0)
    // A full Pair would block libzmq's threads, and this thread at its next call.
    setSocketOption(reader, "receiveHighWaterMark", hasDraftMonitor ? longestQueue - monitorHighWaterMark : 0)
    if (hasDraftMonitor) setSocketOption(reader, "subscribe", "")
    return reader
  } catch (error) {
    reader.close()
    throw error
  }
}

/**
 * Publishes the events from the reader, and moves them to the queue, until the last one. Then closes the reader. Without
 * a queue, ends at the first event that nobody watches.
 */
async function pump(
  reader: SocketHandle,
  version: EventVersion,
  queue: WeakRef<EventQueue> | undefined,
  observed: ObservedSocket,
): Promise<void> {
  try {
    for (let behind = 0, over = false; !over; ) {
      const messages = await reader.receiveQueue.receiveMany(undefined)
      over = push(messages, version, queue, observed)
      if (queue === undefined && !watchesEvents()) observed.stopPublishing()
      behind += messages.length
      if (reader.receiveQueue.ready || (reader.events() & ZMQ_POLLIN) !== 0) continue
      // Not all events may have found room, and the last event may be among those that were dropped.
      if (behind >= longestQueue / 2 && observed.closed) over = true
      behind = 0
    }
  } catch {
    // The reader was closed, with the observer or all the context's sockets; or the context was shut down.
  }
  reader.close()
  queue?.deref()?.end()
}

/**
 * Whether the last event was among the messages. This is a separate function, so that the waiting pump has no strong
 * reference to the queue.
 */
function push(
  messages: readonly Message[][],
  version: EventVersion,
  queue: WeakRef<EventQueue> | undefined,
  observed: ObservedSocket,
): boolean {
  const target = queue?.deref()
  let over = false
  for (const frames of messages) {
    const event = parseEvent(frames, version)
    if (event.type === "end") over = true
    if (watchesEvents()) observed.publish(event)
    target?.push(event)
  }
  return over
}
