/** A first-in, first-out queue whose `push` and `shift` take constant time, however long it is. */
export class Fifo<T> {
  #items: (T | undefined)[] = []
  #head = 0

  get length(): number {
    return this.#items.length - this.#head
  }

  push(item: T): void {
    this.#items.push(item)
  }

  /** The first item, which stays. */
  peek(): T | undefined {
    return this.#items[this.#head]
  }

  /** Takes the first item out. */
  shift(): T | undefined {
    if (this.#head === this.#items.length) return undefined
    const item = this.#items[this.#head]
    this.#items[this.#head++] = undefined
    // Moving the rest down only when half is empty keeps the cost of each shift constant on average.
    if (this.#head * 2 >= this.#items.length) {
      this.#items.splice(0, this.#head)
      this.#head = 0
    }
    return item
  }

  /** Takes `item` out, wherever it is; its place, counted from the first, or -1 when it is not there. */
  remove(item: T): number {
    const index = this.#items.indexOf(item, this.#head)
    if (index === -1) return -1
    if (index === this.#head) {
      // The usual case when all are taken out, one by one: moving the rest down each time would take quadratic time.
      this.shift()
      return 0
    }
    this.#items.splice(index, 1)
    return index - this.#head
  }
}
