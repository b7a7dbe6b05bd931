/**
 * The value of a property that keeps its object from being cloned: `structuredClone`, `postMessage` and `v8.serialize`
 * throw a `DataCloneError` whose message contains `reason`. Without such a property they would turn an instance with
 * private fields into a plain object, which would fail later, far from the cause.
 *
 * The property must be enumerable, the object's own, and have a string as its name: cloning reads no other properties.
 * A symbol is the cheapest value that cannot be cloned: all objects of a class share one, and JSON leaves it out.
 */
export function notCloneable(reason: string): symbol {
  return Symbol(reason)
}
