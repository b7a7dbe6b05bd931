import { setTimeout } from "node:timers/promises"
import { XPublisher } from "zmq-napi"
import { Market, type Quote } from "./market"

/** Of a subscription, in bytes; who sends a longer one loses the connection. */
const maxMessageSize = 100

/**
 * Publishes quotes, each on the topic of its symbol. Who subscribes to a symbol gets its last quote at once. A heartbeat
 * on the topic `*` comes every second, so that a subscriber can tell a quiet market from a lost connection.
 */
export class MarketFeed implements Disposable {
  /** It hears of each subscription, not only of the first to a symbol. A page that is too slow loses quotes. */
  readonly #publisher = new XPublisher({ verbosity: "allSubs", maxMessageSize, sendHighWaterMark: 1000 })
  readonly #market = new Market()

  /** Resolves with the endpoints that the wildcards stand for. */
  async bind(...endpoints: string[]): Promise<string[]> {
    const bound: string[] = []
    for (const endpoint of endpoints) {
      await this.#publisher.bind(endpoint)
      bound.push(this.#publisher.lastEndpoint!)
    }
    return bound
  }

  /** Publishes until the signal aborts. */
  async run(quotesPerSecond: number, signal: AbortSignal): Promise<void> {
    signal.addEventListener("abort", () => this[Symbol.dispose](), { once: true })
    await Promise.all([
      this.#repeat(1000 / quotesPerSecond, signal, () => this.#publish(this.#market.next())),
      this.#repeat(1000, signal, () => this.#publisher.send("*")),
      this.#answerSubscriptions(),
    ])
  }

  async #repeat(milliseconds: number, signal: AbortSignal, publish: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      await publish()
      await setTimeout(milliseconds, undefined, { signal }).catch(() => undefined)
    }
  }

  async #publish(quote: Quote): Promise<void> {
    await this.#publisher.sendJson(quote, { envelope: quote.symbol })
  }

  async #answerSubscriptions(): Promise<void> {
    for await (const [subscription] of this.#publisher) {
      const last = this.#market.last(subscription!.toString("utf8", 1))
      if (subscription![0] === 1 && last !== undefined) await this.#publish(last)
    }
  }

  [Symbol.dispose](): void {
    this.#publisher.close()
  }
}
