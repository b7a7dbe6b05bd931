import { type Message, type MessagePart, Request, TimeoutError } from "zmq-napi"

export interface LazyPirateOptions {
  /** How long to wait for a reply, in milliseconds. Default 2500. */
  timeout?: number
  /** How often to ask, at most. Default 3. */
  attempts?: number
  /** Called before the request is sent again. */
  onRetry?: (attempt: number) => void
}

/** No reply came, however often the client asked. */
export class NoReplyError extends Error {
  override name = "NoReplyError"
}

/**
 * A client that asks again when no reply comes in time, and gives up after a few attempts.
 *
 * A Request that waits for a reply cannot send, and a late reply must not be taken for that to another request: so a
 * socket without a reply is closed, and the next attempt has a new one. The server may get a request twice; what it does
 * must bear that. Callers are served one after the other.
 */
export class LazyPirateClient implements Disposable {
  readonly #endpoint: string
  readonly #options: Required<LazyPirateOptions>
  #socket: Request | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(endpoint: string, options: LazyPirateOptions = {}) {
    this.#endpoint = endpoint
    this.#options = { timeout: 2500, attempts: 3, onRetry: () => undefined, ...options }
  }

  /** Resolves with the reply. Rejects with a {@link NoReplyError}, or with the reason of the signal. */
  request(message: MessagePart | MessagePart[], signal?: AbortSignal): Promise<Message[]> {
    const reply = this.#last.then(() => this.#ask(message, signal))
    this.#last = reply.catch(() => undefined)
    return reply
  }

  async #ask(message: MessagePart | MessagePart[], signal: AbortSignal | undefined): Promise<Message[]> {
    const { timeout, attempts, onRetry } = this.#options
    for (let attempt = 1; attempt <= attempts; attempt++) {
      if (attempt > 1) onRetry(attempt)
      this.#socket ??= this.#connect()
      try {
        await this.#socket.send(message, { timeout, signal })
        return await this.#socket.receive({ timeout, signal })
      } catch (error) {
        this[Symbol.dispose]()
        if (!(error instanceof TimeoutError)) throw error
      }
    }
    throw new NoReplyError(`No reply from ${this.#endpoint} to ${attempts} attempts of ${timeout} ms`)
  }

  #connect(): Request {
    // A request that has not left yet is not worth waiting for.
    const socket = new Request({ linger: 0 })
    socket.connect(this.#endpoint)
    return socket
  }

  [Symbol.dispose](): void {
    this.#socket?.close()
    this.#socket = undefined
  }
}
