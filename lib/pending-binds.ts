/**
 * The binds of one socket that wait for their address, first in, first out. Later binds and unbinds of the socket come
 * behind them, so that all take effect in the order of their calls.
 */
export class PendingBinds {
  #last: Promise<void> | undefined

  /**
   * Calls `begin` behind those that wait, or at once; waits for what it returns; and calls `operation`, telling whether it
   * has waited. When nothing waits both are called before this returns.
   */
  async run<T>(begin: () => Promise<void> | undefined, operation: (waited: boolean) => T): Promise<T> {
    const before = this.#last
    const begun = before === undefined ? begin() : undefined
    if (before === undefined && begun === undefined) return operation(false)
    let leave!: () => void
    const turn = new Promise<void>((resolve) => {
      leave = resolve
    })
    this.#last = turn
    try {
      await (before ?? begun)
      if (before !== undefined) await begin()
      return operation(true)
    } finally {
      if (this.#last === turn) this.#last = undefined
      leave()
    }
  }
}
