/**
 * The binds of one socket that wait for their address, first in, first out. Later binds and unbinds of the socket come
 * behind them, so that all take effect in the order of their calls.
 */
export class PendingBinds {
  #last: Promise<void> | undefined

  /**
   * Waits behind those that wait, and then for what `begin` returns. Resolves with what is to be called when the operation
   * is over. Undefined when there is nothing to wait for.
   */
  turn(begin: () => Promise<void> | undefined): Promise<() => void> | undefined {
    const before = this.#last
    const begun = before === undefined ? begin() : undefined
    return before === undefined && begun === undefined ? undefined : this.#wait(before ?? begun, before && begin)
  }

  async #wait(before: Promise<void> | undefined, begin: (() => Promise<void> | undefined) | undefined) {
    let resolve!: () => void
    const over = new Promise<void>((settle) => {
      resolve = settle
    })
    const leave = () => {
      if (this.#last === over) this.#last = undefined
      resolve()
    }
    this.#last = over
    try {
      await before
      await begin?.()
      return leave
    } catch (error) {
      leave()
      throw error
    }
  }
}
