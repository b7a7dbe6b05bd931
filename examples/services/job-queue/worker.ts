import { Dealer, TimeoutError } from "zmq-napi"
import type { FromQueue, FromWorker } from "./protocol"

/** Does a job of one kind; what it resolves with is the result, and what it throws is the reason of the failure. */
export type Handler = (payload: unknown) => Promise<unknown>

export interface JobWorkerOptions {
  /** How many jobs it does at a time. Default 4. */
  capacity?: number
  /** In milliseconds; that of the queue must be the same. Default 1000. */
  heartbeat?: number
}

/** Does jobs of a queue. */
export class JobWorker {
  readonly #endpoint: string
  readonly #handlers: Record<string, Handler>
  readonly #capacity: number
  readonly #heartbeat: number
  readonly #running = new Map<string, Promise<void>>()

  constructor(endpoint: string, handlers: Record<string, Handler>, options: JobWorkerOptions = {}) {
    this.#endpoint = endpoint
    this.#handlers = handlers
    this.#capacity = options.capacity ?? 4
    this.#heartbeat = options.heartbeat ?? 1000
  }

  /** Works until the signal aborts; then it finishes the jobs that the queue has given it. */
  async run(signal: AbortSignal): Promise<void> {
    // libzmq connects again by itself, also when the queue's machine has vanished.
    using socket = new Dealer({
      linger: 1000,
      heartbeatInterval: this.#heartbeat,
      heartbeatTimeout: 3 * this.#heartbeat,
    })
    socket.connect(this.#endpoint)
    const tell = (message: FromWorker) => socket.sendJson(message)
    const introduce = () =>
      tell({
        type: "ready",
        capacity: signal.aborted ? 0 : this.#capacity,
        kinds: Object.keys(this.#handlers),
        running: [...this.#running.keys()],
      })
    await introduce()
    using _heartbeats = setInterval(() => {
      // If this one cannot be sent, the next one counts.
      socket.sendJson({ type: "heartbeat" }, { timeout: 0 }).catch(() => undefined)
    }, this.#heartbeat)
    const take = async (message: FromQueue) => {
      if (message.type === "who") await introduce()
      if (message.type === "job") this.#running.set(message.id, this.#work(message, tell))
    }
    try {
      while (!signal.aborted) await take(await socket.receiveJson<FromQueue>({ signal }))
    } catch (error) {
      if (!signal.aborted) throw error
    }
    await tell({ type: "leaving" })
    await this.#takeLast(socket, take)
    await Promise.all(this.#running.values())
  }

  /** Takes what is on its way, until the queue says that nothing follows, or is silent for as long as a dead one. */
  async #takeLast(socket: Dealer, take: (message: FromQueue) => Promise<void>): Promise<void> {
    try {
      for (;;) {
        const message = await socket.receiveJson<FromQueue>({ timeout: 3 * this.#heartbeat })
        if (message.type === "bye") return
        await take(message)
      }
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error
    }
  }

  async #work({ id, kind, payload }: FromQueue & { type: "job" }, tell: (message: FromWorker) => Promise<void>) {
    try {
      const result = await this.#handlers[kind]!(payload)
      await tell({ type: "done", id, result: result ?? null })
    } catch (error) {
      await tell({ type: "failed", id, error: error instanceof Error ? error.message : String(error) })
    } finally {
      this.#running.delete(id)
    }
  }
}
