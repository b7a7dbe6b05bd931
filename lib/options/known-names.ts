import { invalidOption } from "../errors/errors.js"

/** The names that are allowed in an object that the caller gives, such as an object of options. */
export class KnownNames {
  /**
   * @param what A description of the object, for error messages, in words that follow "in the".
   * @param names The allowed names.
   */
  constructor(
    private readonly what: string,
    readonly names: readonly string[],
  ) {}

  /**
   * Throws if the object has an unknown name: a misspelt option would otherwise be ignored without notice. As in
   * constructors, only the object's own names count. Symbols, names from a prototype, and names with the value
   * undefined are ignored.
   *
   * This is on the path of operations with options: an object with known names costs one comparison loop for each name.
   */
  check(given: object): void {
    for (const name in given) if (!this.names.includes(name)) this.#rejectUnknown(given, name)
  }

  #rejectUnknown(given: object, name: string): void {
    if (!Object.hasOwn(given, name) || (given as Record<string, unknown>)[name] === undefined) return
    const hint = hintAt(name, this.names) || `; the known ones are ${this.names.join(", ")}`
    throw invalidOption(`Unknown name "${name}" in the ${this.what}${hint}`)
  }
}

/** The names of the type `T`. The compiler ensures that no name is missing. */
export function namesOf<T extends object>(what: string, names: { [Name in keyof T]-?: true }): KnownNames {
  return new KnownNames(what, Object.keys(names))
}

/** Returns a hint for an unknown name: the most similar known name; empty if no known name is similar enough. */
export function hintAt(given: string, names: Iterable<string>): string {
  const plain = plainName(given)
  let best: string | undefined
  let least = Math.max(1, plain.length / 3)
  for (const name of names) {
    const distance = editDistance(plainName(name), plain)
    if (distance > least || (best !== undefined && distance === least)) continue
    best = name
    least = distance
  }
  return best === undefined ? "" : `; did you mean "${best}"?`
}

/**
 * Returns a name in lower case, without underscores and without libzmq's prefix: the form that names are compared in.
 */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/^zmq_/, "").replaceAll("_", "")
}

/**
 * How many characters must be inserted, removed, replaced, or swapped with the next, to turn `from` into `to`. Not by a
 * package: most do not count a swap as one step, and the others are longer than this.
 */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, length) => length)
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const replaced = last[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1)
      const isSwap = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      const swapped = isSwap ? beforeLast[j - 2]! + 1 : replaced
      row.push(Math.min(last[j]! + 1, row[j - 1]! + 1, replaced, swapped))
    }
    beforeLast = last
    last = row
  }
  return last[to.length]!
}
