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
