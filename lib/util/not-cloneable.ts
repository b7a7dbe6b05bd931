/**
 * The value of a property that keeps the object that has it in its thread: `structuredClone`, `postMessage` and `v8.serialize`
 * throw a `DataCloneError` whose message has `reason` in it. Without such a property they make a plain object of an instance
 * with private fields, which fails where nobody looks for the cause.
 *
 * The property has to be enumerable, the object's own, and named by a string, for no other is looked at. A symbol is the
 * cheapest value that cannot be cloned: there is one for all objects of a class, and JSON leaves it out.
 */
export function notCloneable(reason: string): symbol {
  return Symbol(reason)
}
