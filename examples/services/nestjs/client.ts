import { ClientProxy, type ReadPacket, type WritePacket } from "@nestjs/microservices"
import { Dealer, type DealerOptions } from "zmq-napi"
import type { Answer } from "./packets"

export interface ZeroMqClientOptions {
  /** Where the service listens. Of several services, each gets its share of the requests. */
  endpoints: readonly string[]
  /** Options of its socket, such as those for CURVE. */
  socket?: DealerOptions
}

type NoEvents = Record<string, (...args: unknown[]) => void>

/**
 * Nest's client of a `ZeroMqServer`. Requests wait while no service is connected; limit the time with rxjs's `timeout`.
 * What was sent to a service that dies gets no answer.
 */
export class ZeroMqClient extends ClientProxy<NoEvents> {
  readonly #options: ZeroMqClientOptions
  readonly #waiting = new Map<string, (packet: WritePacket) => void>()
  #dealer: Dealer | undefined

  constructor(options: ZeroMqClientOptions) {
    super()
    this.#options = options
    this.initializeSerializer({})
    this.initializeDeserializer({})
  }

  async connect(): Promise<void> {
    if (this.#dealer !== undefined) return
    // Only to services that are connected, not into the queue of one that is gone.
    this.#dealer = new Dealer({ linger: 1000, immediate: true, ...this.#options.socket })
    for (const endpoint of this.#options.endpoints) this.#dealer.connect(endpoint)
    void this.#receive(this.#dealer)
  }

  close(): void {
    this.#dealer?.close()
    this.#dealer = undefined
    for (const callback of this.#waiting.values()) callback({ err: "The client was closed", isDisposed: true })
    this.#waiting.clear()
  }

  override on(): void {}

  override unwrap<T>(): T {
    return this.#dealer as T
  }

  protected publish(packet: ReadPacket, callback: (packet: WritePacket) => void): () => void {
    const request = this.assignPacketId(packet)
    this.#waiting.set(request.id, callback)
    const cancelled = new AbortController()
    this.#dealer!.sendJson(this.serializer.serialize(request), { signal: cancelled.signal }).catch((err) => {
      if (this.#waiting.delete(request.id)) callback({ err, isDisposed: true })
    })
    return () => {
      this.#waiting.delete(request.id)
      cancelled.abort()
    }
  }

  protected async dispatchEvent<T>(packet: ReadPacket): Promise<T> {
    return (await this.#dealer!.sendJson(this.serializer.serialize(packet))) as T
  }

  async #receive(dealer: Dealer): Promise<void> {
    for await (const [text] of dealer) {
      const answer = (await this.deserializer.deserialize(JSON.parse(String(text)))) as Answer
      const callback = this.#waiting.get(answer.id)
      if (answer.isDisposed || answer.err) this.#waiting.delete(answer.id)
      callback?.(answer)
    }
  }
}
