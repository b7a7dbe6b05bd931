import { Sub } from "jszmq"

export interface Quote {
  symbol: string
  price: number
  change: number
  sequence: number
  time: number
}

/** A feed that says nothing for so long, not even that it is alive, is gone or unreachable. */
const patience = 2500

export type FeedState = "connecting" | "live" | "silent"

/** The quotes of the symbols that are subscribed to. jszmq connects again by itself, and subscribes again. */
export class Quotes {
  onQuote: (quote: Quote, missed: number) => void = () => {}
  onState: (state: FeedState) => void = () => {}
  readonly #socket = new Sub()
  readonly #last = new Map<string, number>()
  #silence: ReturnType<typeof setTimeout> | undefined

  constructor(endpoint: string) {
    this.#socket.on("message", (topic: Uint8Array, body?: Uint8Array) => {
      this.#heard()
      if (body !== undefined && topic.length > 0) this.#take(JSON.parse(new TextDecoder().decode(body)))
    })
    this.#socket.subscribe("*")
    this.#socket.connect(endpoint)
  }

  subscribe(symbol: string): void {
    this.#socket.subscribe(symbol)
  }

  /** What comes after the next subscription is no gap. */
  unsubscribe(symbol: string): void {
    this.#socket.unsubscribe(symbol)
    this.#last.delete(symbol)
  }

  #take(quote: Quote): void {
    const before = this.#last.get(quote.symbol)
    // The last quote comes again for each new subscriber.
    if (quote.sequence === before) return
    // A feed that was started again counts from 1.
    const missed = before === undefined || quote.sequence < before ? 0 : quote.sequence - before - 1
    this.#last.set(quote.symbol, quote.sequence)
    this.onQuote(quote, missed)
  }

  #heard(): void {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => {
      // What is missed while the feed is away is no fault of the feed.
      this.#last.clear()
      this.onState("silent")
    }, patience)
    this.onState("live")
  }
}
