import { setTimeout } from "node:timers/promises"
import { Dealer, type Message, type MessagePart, TimeoutError } from "zmq-napi"
import { every } from "../timer"
import { command, liveness, WORKER, workerMessage } from "./protocol"

/** What a service does with a request: the parts of the reply. */
export type Handler = (request: Message[]) => Promise<MessagePart[]>

export interface MajordomoWorkerOptions {
  /** In milliseconds; the broker's must be the same. Default 1000. */
  heartbeat?: number
  /** How long to wait before it connects again, in milliseconds. Default: the heartbeat. */
  pause?: number
}

/** Does the work of one service. When the broker is silent, or tells it to go, it connects and registers again. */
export class MajordomoWorker {
  readonly #endpoint: string
  readonly #service: string
  readonly #handle: Handler
  readonly #heartbeat: number
  readonly #pause: number

  constructor(endpoint: string, service: string, handle: Handler, options: MajordomoWorkerOptions = {}) {
    const { heartbeat = 1000, pause = heartbeat } = options
    this.#endpoint = endpoint
    this.#service = service
    this.#handle = handle
    this.#heartbeat = heartbeat
    this.#pause = pause
  }

  /** Works until the signal aborts. It finishes the request that it has, and takes leave of the broker. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const why = await this.#serve(signal)
      if (signal.aborted) return
      console.log(`The broker ${why}; connecting again in ${this.#pause} ms`)
      await setTimeout(this.#pause, undefined, { signal })
    }
  }

  /** Resolves with the reason why the connection is of no use any more. */
  async #serve(signal: AbortSignal): Promise<string> {
    using socket = new Dealer({ linger: 1000 })
    socket.connect(this.#endpoint)
    await socket.send(workerMessage(command.READY, this.#service))
    using _beat = every(this.#heartbeat, () => socket.send(workerMessage(command.HEARTBEAT)))
    try {
      for (;;) {
        const message = await socket.receive({ timeout: this.#heartbeat * liveness, signal })
        const [, protocol, kind, client, , ...request] = message
        if (String(protocol) !== WORKER) throw new Error(`This is no broker's message: ${message}`)
        if (kind?.[0] === command.DISCONNECT) return "has disconnected this worker"
        if (kind?.[0] !== command.REQUEST) continue
        await socket.send(workerMessage(command.REPLY, client, "", ...(await this.#handle(request))))
      }
    } catch (error) {
      if (error instanceof TimeoutError) {
        // What waits for a broker that is gone would be sent to the next one.
        socket.linger = 0
        return "is silent"
      }
      if (signal.aborted) await socket.send(workerMessage(command.DISCONNECT))
      throw error
    }
  }
}
