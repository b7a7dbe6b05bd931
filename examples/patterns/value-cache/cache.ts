import { type Message, Subscriber, XPublisher } from "zmq-napi"

/**
 * Stands between publishers and subscribers, and keeps the last value of each topic: a subscriber that comes late gets it
 * at once, also when its publisher is gone. A value is the part behind the topic, and must be a state, not a change.
 */
export class ValueCache implements Disposable {
  readonly #publishers = new Subscriber()
  /** It hears of each subscription, not only of the first to a topic. */
  readonly #subscribers = new XPublisher({ verbosity: "allSubs" })
  readonly #values = new Map<string, Message>()

  /** Resolves with the endpoints that the wildcards stand for. */
  async bind(publishers: string, subscribers: string): Promise<{ publishers: string; subscribers: string }> {
    this.#publishers.subscribe()
    await this.#publishers.bind(publishers)
    await this.#subscribers.bind(subscribers)
    return { publishers: this.#publishers.lastEndpoint!, subscribers: this.#subscribers.lastEndpoint! }
  }

  /** Works until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener("abort", () => this[Symbol.dispose](), { once: true })
    await Promise.all([this.#forward(), this.#answerSubscriptions()])
  }

  async #forward(): Promise<void> {
    for await (const [topic, value] of this.#publishers) {
      if (topic === undefined || value === undefined) continue
      this.#values.set(topic.toString(), value)
      await this.#subscribers.send([topic, value])
    }
  }

  /** Subscribers that have the values already get them again. */
  async #answerSubscriptions(): Promise<void> {
    for await (const [subscription] of this.#subscribers) {
      const prefix = subscription!.toString("utf8", 1)
      if (subscription![0] !== 1) continue
      for (const [topic, value] of this.#values) {
        if (topic.startsWith(prefix)) await this.#subscribers.send([topic, value])
      }
    }
  }

  [Symbol.dispose](): void {
    this.#publishers.close()
    this.#subscribers.close()
  }
}
