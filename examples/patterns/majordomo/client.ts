import type { Message, MessagePart } from "zmq-napi"
import { LazyPirateClient, type LazyPirateOptions } from "../lazy-pirate/client"
import { CLIENT } from "./protocol"

/** Asks services by name, and asks again when no reply comes in time, as a {@link LazyPirateClient} does. */
export class MajordomoClient implements Disposable {
  readonly #client: LazyPirateClient

  /** @param endpoint The broker's. */
  constructor(endpoint: string, options?: LazyPirateOptions) {
    this.#client = new LazyPirateClient(endpoint, options)
  }

  /**
   * Resolves with the service's reply. A service without a worker does not answer: then this rejects with a
   * `NoReplyError`, like when the broker is gone.
   */
  async request(service: string, body: MessagePart[], signal?: AbortSignal): Promise<Message[]> {
    const [protocol, from, ...reply] = await this.#client.request([CLIENT, service, ...body], signal)
    if (String(protocol) === CLIENT && String(from) === service) return reply
    throw new Error(`This is no reply of ${service}: ${protocol} ${from}`)
  }

  /** Whether the broker has a worker for the service: what the Majordomo Management Interface is for. */
  async has(service: string, signal?: AbortSignal): Promise<boolean> {
    const [status] = await this.request("mmi.service", [service], signal)
    return String(status) === "200"
  }

  [Symbol.dispose](): void {
    this.#client[Symbol.dispose]()
  }
}
