import type { InspectOptionsStylized, inspect as inspectFunction } from "node:util"

/** What Node's util.inspect, and with it console.log, calls to show an object. */
export const custom = Symbol.for("nodejs.util.inspect.custom")

/** Shows `facts` behind the name of the object's class, as util.inspect shows an object with these properties. */
export function show(
  owner: object,
  facts: object,
  depth: number,
  options: InspectOptionsStylized,
  inspect: typeof inspectFunction,
): string {
  const { name } = owner.constructor
  if (depth < 0) return options.stylize(`[${name}]`, "special")
  return `${name} ${inspect(facts, { ...options, depth: options.depth === null ? null : depth })}`
}

/** What stands for a secret wherever an object is shown. */
export const redacted = "[secret]"

/** Has `util.inspect` and `JSON.stringify` show something else in the place of an object. */
export function redact<T extends object>(object: T, shown: object): T {
  const value = () => shown
  return Object.defineProperties(object, { toJSON: { value }, [custom]: { value } })
}
