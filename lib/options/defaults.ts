import type { SocketName } from "../socket-types/socket-types.js"
import { redact } from "../util/inspect.js"
import type { OptionTarget } from "./access.js"
import { checkHighWaterMark, prepareHighWaterMarks } from "./high-water-marks.js"
import { type OptionSetter, prepareDefaults, withoutSecrets } from "./init.js"
import type { SocketDefaults } from "./types.js"

/** Default options that a context gives to its new sockets of all types that have them. */
export class OptionDefaults {
  /** The given values; frozen. */
  readonly values: Readonly<SocketDefaults>
  readonly #prepared: ReturnType<typeof prepareDefaults>
  readonly #hwm: number | undefined

  /** Throws a TypeError or RangeError for an option that no socket has, or for an invalid value. */
  constructor(given: SocketDefaults | null | undefined = {}) {
    // Copied, so that each property is read once. A value that is not an object is rejected below.
    const values = typeof given === "object" ? { ...given } : given
    this.#prepared = prepareDefaults(values, ["hwm"])
    this.#hwm = values.hwm
    if (this.#hwm !== undefined) checkHighWaterMark(this.#hwm)
    this.values = Object.freeze(redact(values, withoutSecrets(values)))
  }

  /**
   * Functions that set the defaults that a socket type has, except options that are given to the socket's constructor.
   */
  settersFor(socketName: SocketName, given: ReadonlySet<string>): OptionSetter<OptionTarget>[] {
    const setters = this.#hwm === undefined ? [] : prepareHighWaterMarks(socketName, this.#hwm)
    if (this.#prepared.length === 0) return setters
    const own = this.#prepared.filter(({ name, sockets }) => sockets.includes(socketName) && !given.has(name))
    return [...setters, ...own.map(({ set }) => set)]
  }
}
