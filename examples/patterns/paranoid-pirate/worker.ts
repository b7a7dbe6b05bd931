import { setTimeout } from "node:timers/promises"
import { Dealer, type Message, TimeoutError } from "zmq-napi"
import { every } from "../timer"
import { HEARTBEAT, liveness, READY } from "./protocol"

/** How long a worker waits before it connects again, in milliseconds; each time twice as long. */
const firstPause = 100
const longestPause = 10_000

/** A worker of a Paranoid Pirate queue. */
export class ParanoidPirateWorker {
  readonly #endpoint: string
  readonly #heartbeat: number
  readonly #handle: (request: Message[]) => Promise<string>
  #pause = firstPause

  /** @param heartbeat In milliseconds, and the same for the queue. */
  constructor(endpoint: string, heartbeat: number, handle: (request: Message[]) => Promise<string>) {
    this.#endpoint = endpoint
    this.#heartbeat = heartbeat
    this.#handle = handle
  }

  /**
   * Works until the signal aborts. When the queue is silent, it connects anew and reports again, with growing pauses: it
   * survives the end of the queue.
   */
  async run(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#untilSilence(signal)
      console.log(`The queue is silent; connecting again in ${this.#pause} ms`)
      await setTimeout(this.#pause, undefined, { signal })
      this.#pause = Math.min(2 * this.#pause, longestPause)
    }
  }

  async #untilSilence(signal: AbortSignal): Promise<void> {
    using socket = new Dealer({ linger: 0 })
    socket.connect(this.#endpoint)
    await socket.send(READY)
    // They also go out while a request is worked on, which does not block the thread.
    using _beat = every(this.#heartbeat, () => socket.send(HEARTBEAT))
    try {
      for (;;) {
        const message = await socket.receive({ timeout: this.#heartbeat * liveness, signal })
        this.#pause = firstPause
        if (message.length === 1) continue
        const [client, , ...request] = message
        await socket.send([client!, "", await this.#handle(request)])
      }
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error
    }
  }
}
