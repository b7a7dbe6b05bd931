import { redact } from "../util/inspect.js"
import { type OptionSetter, type OptionTarget, prepareDefaults, withoutSecrets } from "./access.js"
import { checkHighWaterMark, prepareHighWaterMarks } from "./high-water-marks.js"
import type { SocketName } from "./socket-types.js"
import type { SocketDefaults } from "./table.js"

/** Options that a context gives to its new sockets, of all types that have them. */
export class OptionDefaults {
  /** What they were set to; frozen. */
  readonly values: Readonly<SocketDefaults>
  readonly #prepared: ReturnType<typeof prepareDefaults>
  readonly #hwm: number | undefined

  /** Throws a TypeError or RangeError for an option that no socket has, or a value that it cannot have. */
  constructor(given: SocketDefaults | null | undefined = {}) {
    // A copy, so that each is read once; what is no object is refused.
    const values = typeof given === "object" ? { ...given } : given
    this.#prepared = prepareDefaults(values, ["hwm"])
    this.#hwm = values.hwm
    if (this.#hwm !== undefined) checkHighWaterMark(this.#hwm)
    this.values = Object.freeze(redact(values, withoutSecrets(values)))
  }

  /** What sets those that a socket type has, but for those that its constructor is given itself. */
  settersFor(socketName: SocketName, given: ReadonlySet<string>): OptionSetter<OptionTarget>[] {
    const setters = this.#hwm === undefined ? [] : prepareHighWaterMarks(socketName, this.#hwm)
    if (this.#prepared.length === 0) return setters
    const own = this.#prepared.filter(({ name, sockets }) => sockets.includes(socketName) && !given.has(name))
    return [...setters, ...own.map(({ set }) => set)]
  }
}
