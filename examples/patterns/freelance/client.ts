import { type Message, type MessagePart, Router, ZmqError } from "zmq-napi"
import { every } from "../timer"
import { PING } from "./protocol"

export interface FreelanceOptions {
  /** How often each server is pinged, in milliseconds. Default 1000. */
  heartbeat?: number
  /** How long to wait for one server before another is asked, in milliseconds. Default 1000. */
  patience?: number
  /** How often a request is sent, at most. Default 5. */
  attempts?: number
}

/** No server replied. */
export class NoServerError extends Error {
  override name = "NoServerError"
}

interface Server {
  endpoint: string
  /** Until then it counts as alive. */
  aliveUntil: number
}

/**
 * Asks whichever of several servers is alive, without a broker. Any number of requests may wait at a time. A server that
 * does not reply in time is left for another one, so two servers may get the same request.
 */
export class FreelanceClient implements Disposable {
  readonly #socket = new Router({ mandatory: true, linger: 0 })
  readonly #servers: Server[] = []
  readonly #waiting = new Map<number, (reply: Message[]) => void>()
  readonly #options: Required<FreelanceOptions>
  readonly #pings: Disposable
  #lastNumber = 0

  constructor(endpoints: readonly string[], options: FreelanceOptions = {}) {
    this.#options = { heartbeat: 1000, patience: 1000, attempts: 5, ...options }
    for (const endpoint of endpoints) {
      // The router knows the server by this id before the server has said anything.
      this.#socket.connect(endpoint, { routingId: endpoint })
      this.#servers.push({ endpoint, aliveUntil: 0 })
    }
    this.#pings = every(this.#options.heartbeat, async () => this.#ping())
    this.#ping()
    void this.#listen()
  }

  /** Resolves with the server's endpoint and its reply. Rejects with a {@link NoServerError}. */
  async request(body: MessagePart[], signal?: AbortSignal): Promise<{ server: string; reply: Message[] }> {
    const number = ++this.#lastNumber
    const reply = new Promise<Message[]>((resolve) => this.#waiting.set(number, resolve))
    try {
      for (let attempt = 0; attempt < this.#options.attempts; attempt++) {
        const server = this.#best(attempt)
        await this.#send(server, [String(number), ...body])
        const message = await within(this.#options.patience, reply, signal)
        if (message !== undefined) return { server: String(message[0]), reply: message.slice(1) }
        server.aliveUntil = 0
      }
      throw new NoServerError(`No server replied in ${this.#options.attempts} attempts`)
    } finally {
      this.#waiting.delete(number)
    }
  }

  /** The first that is alive; if none is, each of them in turn. */
  #best(attempt: number): Server {
    const now = performance.now()
    return this.#servers.find(({ aliveUntil }) => aliveUntil > now) ?? this.#servers[attempt % this.#servers.length]!
  }

  async #send({ endpoint }: Server, parts: MessagePart[]): Promise<void> {
    try {
      // What a server that is away has not taken waits for it; too much of it is dropped.
      await this.#socket.send([endpoint, ...parts], { timeout: 0 })
    } catch (error) {
      if (!(error instanceof ZmqError && ["EAGAIN", "EHOSTUNREACH", "EBADF"].includes(error.code))) throw error
    }
  }

  async #listen(): Promise<void> {
    for await (const [id, kind, ...reply] of this.#socket) {
      const server = this.#servers.find(({ endpoint }) => endpoint === String(id))
      // Any message shows that it lives.
      if (server !== undefined) server.aliveUntil = performance.now() + 3 * this.#options.heartbeat
      // A second reply to a request finds nobody who waits.
      this.#waiting.get(Number(kind))?.([id!, ...reply])
    }
  }

  #ping(): void {
    for (const server of this.#servers) void this.#send(server, [PING])
  }

  [Symbol.dispose](): void {
    this.#pings[Symbol.dispose]()
    this.#socket.close()
  }
}

/** The promise's value, or undefined when the time is over. Rejects when the signal aborts. */
async function within<T>(milliseconds: number, promise: Promise<T>, signal?: AbortSignal): Promise<T | undefined> {
  signal?.throwIfAborted()
  let timer: NodeJS.Timeout | undefined
  let abort: (() => void) | undefined
  const over = new Promise<undefined>((resolve, reject) => {
    timer = setTimeout(resolve, milliseconds, undefined)
    abort = () => reject(signal!.reason)
    signal?.addEventListener("abort", abort)
  })
  try {
    return await Promise.race([promise, over])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener("abort", abort!)
  }
}
