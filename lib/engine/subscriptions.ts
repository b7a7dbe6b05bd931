import type { SocketOptionName } from "../options/types.js"

/**
 * The prefixes that a Subscriber subscribed to, with the number of subscriptions for each. libzmq filters arriving
 * messages; this class filters the messages that were prefetched before a subscription ended.
 */
export class Subscriptions {
  readonly #counts = new Map<string, number>()
  #inverted = false

  optionChanged(name: SocketOptionName, value: unknown): void {
    if (name === "invertMatching") this.#inverted = value as boolean
    if (name === "subscribe") this.#count(value as string | Uint8Array | null, 1)
    if (name === "unsubscribe") this.#count(value as string | Uint8Array | null, -1)
  }

  #count(prefix: string | Uint8Array | null, change: 1 | -1): void {
    const key = Buffer.from(prefix ?? "").toString("latin1")
    const count = (this.#counts.get(key) ?? 0) + change
    if (count > 0) {
      this.#counts.set(key, count)
    } else {
      this.#counts.delete(key)
    }
  }

  match(topic: Uint8Array): boolean {
    const text = Buffer.from(topic.buffer, topic.byteOffset, topic.byteLength).toString("latin1")
    const matches = [...this.#counts.keys()].some((prefix) => text.startsWith(prefix))
    return matches !== this.#inverted
  }
}
