/**
 * The binds of one socket that wait until their address is free, first in, first out. Later binds and unbinds of the
 * socket are queued behind them, so that all take effect in the order of their calls.
 */
export class WaitingBinds {
  #last: Promise<void> | undefined

  /**
   * Waits for the operations in the queue, then for the promise that `begin` returns. Resolves with a function that
   * must be called when the operation is finished. Returns undefined when there is nothing to wait for.
   */
  enqueue(begin: () => Promise<void> | undefined): Promise<() => void> | undefined {
    const before = this.#last
    const begun = before === undefined ? begin() : undefined
    return before === undefined && begun === undefined ? undefined : this.#wait(before ?? begun, before && begin)
  }

  async #wait(before: Promise<void> | undefined, begin: (() => Promise<void> | undefined) | undefined) {
    let resolve!: () => void
    const finished = new Promise<void>((settle) => {
      resolve = settle
    })
    const finish = () => {
      if (this.#last === finished) this.#last = undefined
      resolve()
    }
    this.#last = finished
    try {
      await before
      await begin?.()
      return finish
    } catch (error) {
      finish()
      throw error
    }
  }
}
