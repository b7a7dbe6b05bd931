import { type Message, Router, ZmqError } from "zmq-napi"
import { every } from "../timer"
import { WaitingList } from "../waiting-list"
import { HEARTBEAT, liveness, READY } from "./protocol"

interface Worker {
  id: Message
  /** When it is taken for dead, unless it shows that it lives. */
  expires: number
}

/**
 * A load-balancing queue that exchanges heartbeats with its workers: a worker that died or hangs gets no more requests,
 * and the workers notice when the queue is gone.
 */
export class ParanoidPirateQueue implements Disposable {
  readonly #clients = new Router()
  readonly #workers = new Router({ mandatory: true })
  readonly #heartbeat: number
  readonly #idle: WaitingList<Worker>
  readonly #signal: AbortSignal

  /** @param heartbeat In milliseconds, and the same for the workers. */
  constructor(heartbeat: number, signal: AbortSignal) {
    this.#heartbeat = heartbeat
    this.#signal = signal
    this.#idle = new WaitingList(signal)
  }

  /** Resolves with the endpoints that the wildcards stand for. */
  async bind(clients: string, workers: string): Promise<{ clients: string; workers: string }> {
    await this.#clients.bind(clients)
    await this.#workers.bind(workers)
    return { clients: this.#clients.lastEndpoint!, workers: this.#workers.lastEndpoint! }
  }

  /** Works until the signal aborts. */
  async run(): Promise<void> {
    using _beat = every(this.#heartbeat, () => this.#checkIdle())
    this.#signal.addEventListener("abort", () => this[Symbol.dispose](), { once: true })
    const ended = await Promise.allSettled([this.#forwardRequests(), this.#listenToWorkers()])
    for (const result of ended) if (result.status === "rejected" && !this.#signal.aborted) throw result.reason
  }

  async #forwardRequests(): Promise<void> {
    for await (const request of this.#clients) {
      while (!(await this.#give((await this.#idle.take()).id, request)));
    }
  }

  async #listenToWorkers(): Promise<void> {
    for await (const [id, ...message] of this.#workers) {
      const key = id!.toString("hex")
      const expires = performance.now() + this.#heartbeat * liveness
      const [command] = message
      const isControl = message.length === 1
      if (isControl && command!.equals(HEARTBEAT)) {
        const worker = this.#idle.get(key)
        if (worker !== undefined) worker.expires = expires
        continue
      }
      if (isControl && command!.equals(READY)) console.log(`Worker ${key} is here`)
      this.#idle.add(key, { id: id!, expires })
      if (!isControl) await this.#clients.send(message)
    }
  }

  /** Sends heartbeats to those that are idle, and forgets those that are silent. */
  async #checkIdle(): Promise<void> {
    for (const [key, { id, expires }] of this.#idle.entries()) {
      if (performance.now() < expires && (await this.#give(id, [HEARTBEAT]))) continue
      // It may have been given a request meanwhile.
      if (this.#idle.delete(key)) console.log(`Worker ${key} is gone`)
    }
  }

  /** Whether the worker is still connected. */
  async #give(worker: Message, parts: (Message | string)[]): Promise<boolean> {
    try {
      await this.#workers.send([worker, ...parts])
      return true
    } catch (error) {
      if (this.#signal.aborted || (error instanceof ZmqError && error.code === "EHOSTUNREACH")) return false
      throw error
    }
  }

  [Symbol.dispose](): void {
    this.#clients.close()
    this.#workers.close()
  }
}
