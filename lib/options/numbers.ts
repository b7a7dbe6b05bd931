import { binding } from "../addon/binding.js"
import { invalidArgumentType, outOfRange, ZmqError } from "../errors/errors.js"
import type { SocketName } from "../socket-types/socket-types.js"
import {
  type Access,
  type Defaults,
  Option,
  type OptionFacts,
  type OptionFunctions,
  type OptionWrite,
} from "./option.js"

const maxInt32 = 2 ** 31 - 1

interface Int32Facts<A extends Access, S extends SocketName> extends OptionFacts<A, S>, Defaults<number> {
  unit?: string
  min?: number
  max?: number
  /** libzmq rounds values down to a multiple of this. */
  step?: number
}

/** An int. */
export class Int32Option<A extends Access = Access, S extends SocketName = SocketName> extends Option<
  number,
  number,
  A,
  S
> {
  readonly unit: string | undefined
  readonly min: number
  readonly max: number
  readonly step: number

  constructor(facts: Int32Facts<A, S>) {
    super(facts)
    this.unit = facts.unit
    this.min = facts.min ?? -maxInt32 - 1
    this.max = facts.max ?? maxInt32
    this.step = facts.step ?? 1
  }

  get expected(): string {
    const unit = this.unit === undefined ? "" : ` (${this.unit})`
    return `an integer from ${this.min} to ${this.max}${unit}`
  }

  prepare(name: string, value: unknown): OptionWrite {
    if (typeof value !== "number") throw invalidArgumentType(name, this.expected, value)
    if (!Number.isInteger(value) || value < this.min || value > this.max) throw outOfRange(name, this.expected, value)
    return (port, owner, id) => port.setInt32(owner, id, value)
  }

  read(port: OptionFunctions, owner: number, id: number): number {
    return port.getInt32(owner, id)
  }
}

/** An int that counts something: milliseconds, bytes, messages. Default limits: those of an int. */
export function int32<A extends Access, S extends SocketName = SocketName>(facts: Int32Facts<A, S>) {
  return new Int32Option(facts)
}

/** How long the end of the process waits for a context: kept by the addon, for libzmq has no such option. */
export class ExitLingerOption extends Int32Option<"rw"> {
  override prepare(name: string, value: unknown): OptionWrite {
    super.prepare(name, value)
    return (_port, context) => binding.contextSetExitLinger(context, value as number)
  }

  override read(_port: OptionFunctions, context: number): number {
    return binding.contextGetExitLinger(context)
  }
}

/** How long the end of the process waits for a context. */
export function exitLinger(facts: Int32Facts<"rw", SocketName>) {
  return new ExitLingerOption(facts)
}

/** An int that is 0 or 1. */
export class BooleanOption<A extends Access = Access, S extends SocketName = SocketName> extends Option<
  boolean,
  boolean,
  A,
  S
> {
  readonly expected = "a boolean"

  prepare(name: string, value: unknown): OptionWrite {
    // A string may be a key that was given to the wrong option, so the error does not show it.
    if (typeof value !== "boolean") throw invalidArgumentType(name, this.expected, value, typeof value === "string")
    return (port, owner, id) => port.setInt32(owner, id, value ? 1 : 0)
  }

  read(port: OptionFunctions, owner: number, id: number): boolean {
    return port.getInt32(owner, id) !== 0
  }
}

/** An int that is 0 or 1. */
export function boolean<A extends Access, S extends SocketName = SocketName>(
  facts: OptionFacts<A, S> & Defaults<boolean>,
) {
  return new BooleanOption(facts)
}

interface Int64Facts<A extends Access, S extends SocketName> extends OptionFacts<A, S>, Defaults<number> {
  unit?: string
  min?: number
}

/**
 * An int64_t or uint64_t. Only sockets have such options, so the port is not used.
 *
 * Its value is a number, or a bigint past 2^53. The declared type is `number` nevertheless: libzmq returns such a value
 * only to a program that has set a bigint, and with a wider type every other program would have to tell the two apart.
 */
export class Int64Option<A extends Access = Access, S extends SocketName = SocketName> extends Option<
  number,
  number | bigint,
  A,
  S
> {
  readonly unit: string | undefined
  readonly min: bigint
  readonly max: bigint

  constructor(
    readonly signed: boolean,
    facts: Int64Facts<A, S>,
  ) {
    super(facts)
    this.unit = facts.unit
    this.min = BigInt(facts.min ?? 0)
    this.max = signed ? 2n ** 63n - 1n : 2n ** 64n - 1n
  }

  get expected(): string {
    const unit = this.unit === undefined ? "" : ` (${this.unit})`
    return `an integer from ${this.min} to ${this.max}${unit}, a bigint past 2 ** 53`
  }

  prepare(name: string, value: unknown): OptionWrite {
    if (typeof value !== "number" && typeof value !== "bigint") throw invalidArgumentType(name, this.expected, value)
    if (typeof value === "number" && !Number.isSafeInteger(value)) throw outOfRange(name, this.expected, value)
    const integer = BigInt(value)
    if (integer < this.min || integer > this.max) throw outOfRange(name, this.expected, value)
    const set = this.signed ? binding.setInt64 : binding.setUint64
    return (_port, socket, id) => set(socket, id, integer)
  }

  read(_port: OptionFunctions, socket: number, id: number): number {
    const value = this.signed ? binding.getInt64(socket, id) : binding.getUint64(socket, id)
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : (value as unknown as number)
  }
}

/** An int64_t. */
export function int64<A extends Access, S extends SocketName = SocketName>(facts: Int64Facts<A, S>) {
  return new Int64Option(true, facts)
}

/** A uint64_t. */
export function uint64<A extends Access, S extends SocketName = SocketName>(facts: Int64Facts<A, S>) {
  return new Int64Option(false, facts)
}

/** The id of a user, group or process, which is added to a filter. Null clears the filter. */
export class IdFilterOption<S extends SocketName = SocketName> extends Option<number | null, number | null, "w", S> {
  readonly expected = `an integer from 0 to ${2 ** 32 - 1}, or null`

  prepare(name: string, value: unknown): OptionWrite {
    if (value === null) return (port, owner, id) => port.setBytes(owner, id, null)
    if (typeof value !== "number") throw invalidArgumentType(name, this.expected, value)
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32) throw outOfRange(name, this.expected, value)
    return (port, owner, id) => port.setInt32(owner, id, value | 0)
  }

  read(): never {
    throw new ZmqError("EINVAL", `${this.zmq} cannot be read`)
  }
}

/** The id of a user, group or process, which is added to a filter. */
export function idFilter<S extends SocketName = SocketName>(facts: OptionFacts<"w", S> & { default?: null }) {
  return new IdFilterOption(facts)
}

/** The descriptor on which the socket signals: an int, or on Windows a SOCKET of 64 bits. */
export class DescriptorOption<S extends SocketName = SocketName> extends Option<number, never, "r", S> {
  readonly expected = "a file descriptor"

  prepare(): never {
    throw new ZmqError("EINVAL", `${this.zmq} cannot be set`)
  }

  read(port: OptionFunctions, socket: number, id: number): number {
    return process.platform === "win32" ? Number(binding.getUint64(socket, id)) : port.getInt32(socket, id)
  }
}

/** The descriptor on which the socket signals. */
export function descriptor<S extends SocketName = SocketName>(facts: OptionFacts<"r", S>) {
  return new DescriptorOption(facts)
}
