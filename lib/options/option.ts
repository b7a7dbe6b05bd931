import { type Binding, binding } from "../addon/binding.js"
import { ZmqError } from "../errors/errors.js"
import { allSockets, type SocketName } from "../socket-types/socket-types.js"

/**
 * Whether an option can be read, written, or both, according to libzmq's source, from which its manual sometimes
 * differs.
 */
export type Access = "rw" | "r" | "w"

/** The name of a constant in zmq.h. */
export type ZmqName = `ZMQ_${string}`

/** The facts that the table states for every option. */
export interface OptionFacts<A extends Access, S extends SocketName> {
  /** The option's constant in zmq.h; null for an option that libzmq does not have. */
  zmq: ZmqName | null
  /** Other constants for the same option, such as older names of the same number. */
  aliases?: readonly ZmqName[]
  access: A
  /** The socket types that have the option. Default: all. Unused for an option of contexts. */
  sockets?: readonly S[]
  /** Only a libzmq that was built with its draft API has the option. */
  draft?: true
  /** The first release of libzmq that has the option; absent if every 4.x has it. */
  since?: string
  /** Only the vendored libzmq has the option, by a patch. */
  vendored?: true
  /** The capability that libzmq must have been built with, by its name in zmq_has(3). */
  needs?: "curve" | "gssapi" | "vmci" | "WSS"
  /** The value must never be shown. */
  secret?: true
}

/** Keeps the compiler from inferring `T` here, as `NoInfer` does, which TypeScript has only since 5.4. */
export type NoInferBefore54<T> = [T][T extends unknown ? 0 : never]

/** The values of an option that has not been set. */
export interface Defaults<Value> {
  /** The value of a new socket or context; absent if there is no fixed one. */
  default?: Value
  /** The socket types with another default, and that default. */
  exceptions?: Partial<Record<SocketName, Value>>
}

/** The functions of the addon that read and write options: of sockets, or of contexts. */
export type OptionFunctions = Pick<Binding, "getInt32" | "setInt32" | "getBytes" | "setBytes">

/** Writes a checked value. `owner` is the number of a socket or context, `id` the number of the option in zmq.h. */
export type OptionWrite = (port: OptionFunctions, owner: number, id: number) => void

/** One row of the table: the facts, and how the value is checked, written and read. */
export abstract class Option<
  Value = unknown,
  Input = unknown,
  A extends Access = Access,
  S extends SocketName = SocketName,
> {
  /** Only for the compiler: the type of the values that may be assigned. */
  declare readonly input: Input

  readonly zmq: ZmqName | null
  readonly aliases: readonly ZmqName[]
  readonly access: A
  readonly sockets: readonly S[]
  readonly draft: boolean
  readonly since: string | undefined
  readonly vendored: boolean
  readonly needs: string | undefined
  readonly secret: boolean
  /** The value of a new socket or context; undefined if there is no fixed one. */
  readonly default: Value | undefined
  private readonly exceptions: Partial<Record<SocketName, Value>> | undefined

  constructor(facts: OptionFacts<A, S> & Defaults<Value>) {
    this.zmq = facts.zmq
    this.aliases = facts.aliases ?? []
    this.access = facts.access
    this.sockets = facts.sockets ?? (allSockets as readonly SocketName[] as readonly S[])
    this.draft = facts.draft ?? false
    this.since = facts.since
    this.vendored = facts.vendored ?? false
    this.needs = facts.needs
    this.secret = facts.secret ?? false
    this.default = facts.default
    this.exceptions = facts.exceptions
  }

  /** The value of a new socket of one type. */
  defaultOf(socket: SocketName): Value | undefined {
    return this.exceptions?.[socket] ?? this.default
  }

  /** The values that may be assigned, in words that follow "must be". */
  abstract readonly expected: string

  /** Checks a value that the program gave, and returns a function that writes it. Throws a TypeError or RangeError. */
  abstract prepare(name: string, value: unknown): OptionWrite

  abstract read(port: OptionFunctions, owner: number, id: number): Value

  /**
   * The option's number in the libzmq that was compiled in; -1 for an option that only this package has. Throws
   * `EINVAL` with the reason if this libzmq lacks the option.
   */
  id(name: string): number {
    if (this.zmq === null) return -1
    const id = binding.constants[this.zmq]
    const why = this.missing(id)
    if (why !== undefined) throw new ZmqError("EINVAL", `Option "${name}" (${this.zmq}) ${why}`)
    return id!
  }

  private missing(id: number | undefined): string | undefined {
    const libzmq = `libzmq ${binding.version}`
    if (this.draft && !binding.has("draft")) return `is a draft, and this ${libzmq} was built without its draft API`
    if (id === undefined) {
      if (this.vendored) return `needs the vendored libzmq; this is ${libzmq} of the system`
      const others = binding.vendored ? "" : ", or the vendored one"
      return `needs libzmq ${this.since ?? "of another release"}${others}; this is ${libzmq}`
    }
    if (this.needs !== undefined && !binding.has(this.needs)) {
      return `needs ${this.needs.toUpperCase()}, and this ${libzmq} was built without it`
    }
    return undefined
  }
}
