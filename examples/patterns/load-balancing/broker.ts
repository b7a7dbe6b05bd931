import { type Message, Router, ZmqError } from "zmq-napi"
import { WaitingList } from "../waiting-list"

/** What a worker says when it comes; from then on it asks for more with each reply. */
export const READY = "READY"

/**
 * Gives each request to the worker that has been idle longest, and none to a worker that is busy. Requests wait for an
 * idle worker here, not in the queue of a worker that has much to do.
 *
 * Clients are Requests or Lazy Pirates. Workers are Requests, too: they send READY, and then a reply for each request.
 */
export class LoadBalancer implements Disposable {
  readonly #clients = new Router()
  /** Mandatory: that a worker is gone shows when it is given a request. */
  readonly #workers = new Router({ mandatory: true })
  #requests = 0

  /** Resolves with the endpoints that the wildcards stand for. */
  async bind(clients: string, workers: string): Promise<{ clients: string; workers: string }> {
    await this.#clients.bind(clients)
    await this.#workers.bind(workers)
    return { clients: this.#clients.lastEndpoint!, workers: this.#workers.lastEndpoint! }
  }

  /** Works until the signal aborts; resolves with the number of requests that workers were given. */
  async run(signal: AbortSignal): Promise<number> {
    const idle = new WaitingList<Message>(signal)
    signal.addEventListener("abort", () => this[Symbol.dispose](), { once: true })
    const ended = await Promise.allSettled([this.#forwardRequests(idle), this.#forwardReplies(idle)])
    for (const result of ended) if (result.status === "rejected" && !signal.aborted) throw result.reason
    return this.#requests
  }

  async #forwardRequests(idle: WaitingList<Message>): Promise<void> {
    for await (const request of this.#clients) {
      while (!(await this.#give(await idle.take(), request)));
      this.#requests++
    }
  }

  /** Whether the worker was there to take it. */
  async #give(worker: Message, request: Message[]): Promise<boolean> {
    try {
      await this.#workers.send([worker, "", ...request])
      return true
    } catch (error) {
      if (error instanceof ZmqError && error.code === "EHOSTUNREACH") return false
      throw error
    }
  }

  async #forwardReplies(idle: WaitingList<Message>): Promise<void> {
    for await (const [worker, , ...reply] of this.#workers) {
      idle.add(worker!.toString("hex"), worker!)
      // A reply is for a client: its routing id, an empty part, and what the worker says.
      if (reply.length > 1) await this.#clients.send(reply)
    }
  }

  [Symbol.dispose](): void {
    this.#clients.close()
    this.#workers.close()
  }
}
