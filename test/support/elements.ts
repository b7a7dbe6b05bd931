import assert from "node:assert/strict"

type Tuple<T, Count extends number, Elements extends T[] = []> = Elements["length"] extends Count
  ? Elements
  : Tuple<T, Count, [...Elements, T]>

/** An array that must have `count` elements, of a type which says so: `const [id, body] = exactly(2, message)`. */
export function exactly<T, Count extends number>(count: Count, array: readonly T[]): Tuple<T, Count> {
  assert.equal(array.length, count, "the number of elements")
  return array as unknown as Tuple<T, Count>
}

/** The element of an array that must have no other. */
export function only<T>(array: readonly T[]): T {
  assert.equal(array.length, 1, "the number of elements")
  return array[0] as T
}

/** An element that must be there. */
export function at<T>(array: ArrayLike<T>, index: number): T {
  assert.ok(index in array, `there is no element ${index}`)
  return array[index] as T
}
