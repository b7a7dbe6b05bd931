import { type Binding, binding } from "../addon/binding.js"
import { ZmqError } from "../errors/errors.js"
import { allSockets, type SocketName } from "./socket-types.js"

/**
 * Whether an option can be read, written, or both: as libzmq's source has it, which is not always what its manual says.
 */
export type Access = "rw" | "r" | "w"

/** A constant's name in zmq.h. */
export type ZmqName = `ZMQ_${string}`

/** What the table says of every option. */
export interface OptionFacts<A extends Access, S extends SocketName> {
  /** The option's constant in zmq.h; null for an option that is ours. */
  zmq: ZmqName | null
  /** Other constants that lead to the same option: older names of the same number, and the like. */
  aliases?: readonly ZmqName[]
  access: A
  /** The socket types that have the option; all, when absent. Means nothing for an option of contexts. */
  sockets?: readonly S[]
  /** Only a libzmq that was built with its draft API has the option. */
  draft?: true
  /** The first release of libzmq that has the option, where that is not every 4.x. */
  since?: string
  /** What libzmq must have been built with; a name that zmq_has(3) knows. */
  needs?: "curve" | "gssapi" | "vmci" | "WSS"
  /** The value must never be shown. */
  secret?: true
}

/** Keeps the compiler from inferring `T` here: `NoInfer`, which TypeScript has since 5.4 only. */
export type Given<T> = [T][T extends unknown ? 0 : never]

/** The value that an option has when nobody has set it. */
export interface Defaults<Value> {
  /** The value of a new socket or context; absent where there is none. */
  default?: Value
  /** The socket types whose default is another. */
  exceptions?: Partial<Record<SocketName, Value>>
}

/** The functions of the addon that read and write options: of sockets, or of contexts. */
export type OptionPort = Pick<Binding, "getInt32" | "setInt32" | "getBytes" | "setBytes">

/** Writes a value that was checked. `owner` is a socket's or a context's number, `id` the option's in zmq.h. */
export type OptionWrite = (port: OptionPort, owner: number, id: number) => void

/** One row of the table: the facts, and how the value is checked, written and read. */
export abstract class Option<
  Value = unknown,
  Input = unknown,
  A extends Access = Access,
  S extends SocketName = SocketName,
> {
  /** Only for the compiler: what may be assigned. */
  declare readonly input: Input

  readonly zmq: ZmqName | null
  readonly aliases: readonly ZmqName[]
  readonly access: A
  readonly sockets: readonly S[]
  readonly draft: boolean
  readonly since: string | undefined
  readonly needs: string | undefined
  readonly secret: boolean
  /** The value of a new socket or context; undefined where there is none. */
  readonly default: Value | undefined
  private readonly exceptions: Partial<Record<SocketName, Value>> | undefined

  constructor(facts: OptionFacts<A, S> & Defaults<Value>) {
    this.zmq = facts.zmq
    this.aliases = facts.aliases ?? []
    this.access = facts.access
    this.sockets = facts.sockets ?? (allSockets as readonly SocketName[] as readonly S[])
    this.draft = facts.draft ?? false
    this.since = facts.since
    this.needs = facts.needs
    this.secret = facts.secret ?? false
    this.default = facts.default
    this.exceptions = facts.exceptions
  }

  /** The value of a new socket of one type. */
  defaultOf(socket: SocketName): Value | undefined {
    return this.exceptions?.[socket] ?? this.default
  }

  /** What may be assigned, in words that follow "must be". */
  abstract readonly expected: string

  /** Checks a value that the program gave, and returns what writes it. Throws a TypeError or RangeError. */
  abstract prepare(name: string, value: unknown): OptionWrite

  abstract read(port: OptionPort, owner: number, id: number): Value

  /** The option's number in the libzmq that was compiled in, or an error that says why this libzmq lacks it. */
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
      const others = binding.vendored ? "" : ", or the vendored one"
      return `needs libzmq ${this.since ?? "of another release"}${others}; this is ${libzmq}`
    }
    if (this.needs !== undefined && !binding.has(this.needs)) {
      return `needs ${this.needs.toUpperCase()}, and this ${libzmq} was built without it`
    }
    return undefined
  }
}
