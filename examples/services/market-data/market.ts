/** A price, as it is published: JSON behind the symbol. */
export interface Quote {
  symbol: string
  price: number
  /** Since the first price, in per cent. */
  change: number
  /** Of this symbol, counted from 1: a gap shows that quotes were missed. */
  sequence: number
  /** In milliseconds since 1970. */
  time: number
}

const openingPrices = { ACME: 120, GLOBEX: 48.5, INITECH: 15.25, UMBRELLA: 310, HOOLI: 96 }
export const symbols = Object.keys(openingPrices)

/** Prices that wander at random, in the place of an exchange. */
export class Market {
  readonly #opening = new Map<string, number>(Object.entries(openingPrices))
  readonly #last = new Map<string, Quote>()

  /** The last quote of a symbol, if there was one. */
  last(symbol: string): Quote | undefined {
    return this.#last.get(symbol)
  }

  /** The next quote, of any symbol. */
  next(): Quote {
    const symbol = symbols[Math.floor(Math.random() * symbols.length)]!
    const opening = this.#opening.get(symbol)!
    const before = this.#last.get(symbol)
    const price = Math.max(0.01, (before?.price ?? opening) * (1 + (Math.random() - 0.5) / 250))
    const quote = {
      symbol,
      price: Number(price.toFixed(2)),
      change: Number((100 * (price / opening - 1)).toFixed(2)),
      sequence: (before?.sequence ?? 0) + 1,
      time: Date.now(),
    }
    this.#last.set(symbol, quote)
    return quote
  }
}
