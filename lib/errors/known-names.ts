import { invalidOption } from "./errors.js"

/** The names that an object of options, or another that a program gives, may have. */
export class KnownNames {
  /**
   * @param what What the object is, in words that follow "in the".
   * @param names Those that it may have.
   */
  constructor(
    private readonly what: string,
    readonly names: readonly string[],
  ) {}

  /**
   * Refuses what is misspelt: it would be passed over, and what was meant not be done. What counts are the object's own
   * names, as constructors have it: symbols and what a prototype adds are no spelling of an option, and what is
   * undefined is not given.
   *
   * It is on the path of operations with options: an object of known names costs a look at each.
   */
  check(given: object): void {
    for (const name in given) if (!this.names.includes(name)) this.#refuse(given, name)
  }

  #refuse(given: object, name: string): void {
    if (!Object.hasOwn(given, name) || (given as Record<string, unknown>)[name] === undefined) return
    const hint = hintAt(name, this.names) || `; the known ones are ${this.names.join(", ")}`
    throw invalidOption(`Unknown name "${name}" in the ${this.what}${hint}`)
  }
}

/** All names of the type `T`, of which the compiler lets none be left out. */
export function namesOf<T extends object>(what: string, names: { [Name in keyof T]-?: true }): KnownNames {
  return new KnownNames(what, Object.keys(names))
}

/** What to say of a name that there is not: the one that was meant, if there is one near enough. */
export function hintAt(given: string, names: Iterable<string>): string {
  const parsed = plainName(given)
  let best: string | undefined
  let least = Math.max(1, parsed.length / 3)
  for (const name of names) {
    const distance = editDistance(plainName(name), parsed)
    if (distance > least || (best !== undefined && distance === least)) continue
    best = name
    least = distance
  }
  return best === undefined ? "" : `; did you mean "${best}"?`
}

/** A name as people remember it: without case, underscores and libzmq's prefix. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/^zmq_/, "").replaceAll("_", "")
}

/** How many characters must be inserted, removed, replaced or swapped with the next to make one of the other. */
function editDistance(from: string, to: string): number {
  let before: number[] = []
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let line = 1; line <= from.length; line++) {
    const next = [line]
    for (let column = 1; column <= to.length; column++) {
      const replaced = row[column - 1]! + (from[line - 1] === to[column - 1] ? 0 : 1)
      const isSwap = column > 1 && from[line - 1] === to[column - 2] && from[line - 2] === to[column - 1]
      const swapped = isSwap ? before[column - 2]! + 1 : Number.POSITIVE_INFINITY
      next.push(Math.min(replaced, swapped, row[column]! + 1, next[column - 1]! + 1))
    }
    before = row
    row = next
  }
  return row[to.length]!
}
