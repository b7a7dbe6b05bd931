/**
 * An asynchronous iterator that ends without a value.
 *
 * It is the same as `AsyncIterableIterator<T, undefined>`, but compilers before TypeScript 5.6 do not know the second
 * parameter of that: there every value of an iteration would be of type `any`.
 *
 * @typeParam T - The type of the values.
 */
export interface Iteration<T> extends AsyncIterator<T, undefined> {
  /** Returns this iterator; `for await` calls it. */
  [Symbol.asyncIterator](): Iteration<T>
}

const done = { done: true, value: undefined } as const

/** Called when a receive begins to wait, with the function that ends it. */
export type OnWait = (stop: () => void) => void

/** The iterator of a `for await` loop over what a source receives. Leaving the loop does not close the source. */
export abstract class ReceiveIterator<T> implements Iteration<T> {
  /** Whether the loop was left. */
  protected left = false

  /** The functions that end the receives which wait. Made for the first one: most iterations hardly wait. */
  #waits: Set<() => void> | undefined

  /** Whether the source is closed: then the iteration ends. */
  protected abstract readonly sourceClosed: boolean
  protected abstract receive(onWait: OnWait): Promise<T>
  /** Whether a receive rejected because the source has ended: then the iteration ends, without an error. */
  protected abstract isEnd(error: unknown): boolean

  next(): Promise<IteratorResult<T, undefined>> {
    return this.left || this.sourceClosed ? Promise.resolve(done) : this.receiveNext()
  }

  protected async receiveNext(): Promise<IteratorResult<T, undefined>> {
    let stopWaiting: (() => void) | undefined
    try {
      const value = await this.receive((stop) => {
        stopWaiting = stop
        this.#waits ??= new Set()
        this.#waits.add(stop)
      })
      return { done: false, value }
    } catch (error) {
      if (this.left || this.isEnd(error)) return done
      throw error
    } finally {
      if (stopWaiting !== undefined) this.#waits?.delete(stopWaiting)
    }
  }

  /** A stream calls this also while `next()` waits: a receive must then take nothing any more. */
  async return(): Promise<IteratorReturnResult<undefined>> {
    this.left = true
    if (this.#waits !== undefined) for (const stop of this.#waits) stop()
    return done
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
