/** A first-in, first-out queue. `push` and `shift` take constant time on average, at any length. */
export class Fifo<T> {
  #items: (T | undefined)[] = []
  #head = 0

  get length(): number {
    return this.#items.length - this.#head
  }

  push(item: T): void {
    this.#items.push(item)
  }

  /** Returns the first item without removing it. */
  peek(): T | undefined {
    return this.#items[this.#head]
  }

  /** Removes and returns the first item. */
  shift(): T | undefined {
    if (this.#head === this.#items.length) return undefined
    const item = this.#items[this.#head]
    this.#items[this.#head++] = undefined
    // The rest moves down only when half of the array is empty, so that a shift takes constant time on average.
    if (this.#head * 2 >= this.#items.length) {
      this.#items.splice(0, this.#head)
      this.#head = 0
    }
    return item
  }

  /** Removes `item` from any place. Returns its index in the queue, or -1 if it is not in the queue. */
  remove(item: T): number {
    const index = this.#items.indexOf(item, this.#head)
    if (index === -1) return -1
    if (index === this.#head) {
      // When all items are removed one by one, this is the usual case. A splice for each would take quadratic time in
      // all.
      this.shift()
      return 0
    }
    this.#items.splice(index, 1)
    return index - this.#head
  }
}
