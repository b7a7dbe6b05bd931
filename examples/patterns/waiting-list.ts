interface Taker<T> {
  resolve: (item: T) => void
  reject: (reason: unknown) => void
}

/** Items in the order in which they came, each with a key. Who takes one waits until there is one. */
export class WaitingList<T> {
  readonly #items = new Map<string, T>()
  readonly #takers: Taker<T>[] = []
  readonly #signal: AbortSignal

  /** @param signal When it aborts, those who wait are rejected with its reason. */
  constructor(signal: AbortSignal) {
    this.#signal = signal
    signal.addEventListener("abort", () => {
      for (const { reject } of this.#takers.splice(0)) reject(signal.reason)
    })
  }

  /** Adds it at the end. An item with the same key is replaced. */
  add(key: string, item: T): void {
    this.#items.delete(key)
    const taker = this.#takers.shift()
    if (taker === undefined) this.#items.set(key, item)
    else taker.resolve(item)
  }

  get(key: string): T | undefined {
    return this.#items.get(key)
  }

  delete(key: string): boolean {
    return this.#items.delete(key)
  }

  entries(): [string, T][] {
    return [...this.#items]
  }

  /** Takes the item that has waited longest. */
  async take(): Promise<T> {
    this.#signal.throwIfAborted()
    const [first] = this.#items
    if (first === undefined) return new Promise((resolve, reject) => this.#takers.push({ resolve, reject }))
    this.#items.delete(first[0])
    return first[1]
  }
}
