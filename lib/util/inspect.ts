import type { InspectOptions, inspect as inspectFunction } from "node:util"

/** The name of the method that Node's util.inspect, and so console.log, calls to show an object. */
export const custom = Symbol.for("nodejs.util.inspect.custom")

/** What util.inspect gives to that method. `@types/node` has had it under several names, so it has one of ours. */
export interface InspectContext extends InspectOptions {
  stylize(text: string, style: "special"): string
}

/**
 * Shows `owner` as the name of its class followed by `facts`, as util.inspect shows an object with these properties.
 */
export function show(
  owner: object,
  facts: object,
  depth: number,
  options: InspectContext,
  inspect: typeof inspectFunction,
): string {
  const { name } = owner.constructor
  if (depth < 0) return options.stylize(`[${name}]`, "special")
  return `${name} ${inspect(facts, { ...options, depth: options.depth === null ? null : depth })}`
}

/** Shown in place of a secret wherever an object is shown. */
export const redacted = "[secret]"

/** Makes `util.inspect` and `JSON.stringify` show `shown` in place of `object`. */
export function redact<T extends object>(object: T, shown: object): T {
  const value = () => shown
  return Object.defineProperties(object, { toJSON: { value }, [custom]: { value } })
}
