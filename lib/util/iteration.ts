/**
 * An asynchronous iteration, which ends without a value.
 *
 * It is `AsyncIterableIterator<T, undefined>`, whose second parameter compilers before TypeScript 5.6 do not know: there
 * everything that is iterated over would be `any`.
 *
 * @typeParam T - What it gives.
 */
export interface Iteration<T> extends AsyncIterator<T, undefined> {
  /** Itself: what `for await` asks for. */
  [Symbol.asyncIterator](): Iteration<T>
}
