import type { SocketCloseMessage, SocketOpenMessage } from "zmq-napi"
import { on } from "./channels"

/** What has gone through the sockets of a type. */
interface Total {
  open: number
  sent: { messages: number; bytes: number }
  received: { messages: number; bytes: number }
  /** Sends that wait now. */
  waiting: number
  /** Messages that were prefetched and that the program has not received yet. */
  prefetched: number
}

/**
 * The totals of all sockets that are opened from now on in this thread, by type, also of those that are closed. It reads
 * `stats` when it is asked: nothing is done for a message.
 */
export class Totals {
  readonly #open = new Map<number, SocketOpenMessage>()
  readonly #closed = new Map<string, Total>()
  readonly #ends = [
    on("zmq-napi:socket:open", (message) => this.#opened(message)),
    on("zmq-napi:socket:close", (message) => this.#hasClosed(message)),
  ]

  #opened(message: SocketOpenMessage): void {
    this.#open.set(message.id, message)
  }

  #hasClosed({ id, type, socket }: SocketCloseMessage): void {
    this.#open.delete(id)
    if (socket === undefined) return
    const { sent, received } = socket.stats
    add(this.#closed, type, { open: 0, sent, received, waiting: 0, prefetched: 0 })
  }

  byType(): ReadonlyMap<string, Total> {
    const totals = new Map<string, Total>()
    for (const [type, total] of this.#closed) add(totals, type, total)
    for (const { type, socket } of this.#open.values()) {
      const { sent, received, receivedAhead: prefetched, waiting } = socket.stats
      add(totals, type, { open: 1, sent, received, waiting: waiting.sends, prefetched })
    }
    return totals
  }

  stop(): void {
    for (const end of this.#ends) end()
  }
}

function add(totals: Map<string, Total>, type: string, more: Total): void {
  const sum = totals.get(type)
  if (sum === undefined) {
    totals.set(type, { ...more, sent: { ...more.sent }, received: { ...more.received } })
    return
  }
  sum.open += more.open
  sum.waiting += more.waiting
  sum.prefetched += more.prefetched
  for (const direction of ["sent", "received"] as const) {
    sum[direction].messages += more[direction].messages
    sum[direction].bytes += more[direction].bytes
  }
}
