import { binding } from "../addon/binding.js"
import { invalidArgumentType, invalidArgumentValue, ZmqError } from "../errors/errors.js"
import type { SocketName } from "../socket-types/socket-types.js"
import {
  type Access,
  type NoInferBefore54,
  Option,
  type OptionFacts,
  type OptionFunctions,
  type OptionWrite,
  type ZmqName,
} from "./option.js"

/** One value of a choice. */
interface Choice<V> {
  value: V
  /** The int that stands for the value, or the name of its constant. */
  as: ZmqName | number
  /** Another option, which is set instead of the row's own. */
  by?: ZmqName
}

interface ChoiceFacts<V, A extends Access, S extends SocketName> extends OptionFacts<A, S> {
  default?: NoInferBefore54<V>
  choices: readonly Choice<V>[]
}

/** An int that stands for one of a few names. */
export class ChoiceOption<
  V extends string | null = string | null,
  A extends Access = Access,
  S extends SocketName = SocketName,
> extends Option<V, V, A, S> {
  readonly choices: readonly Choice<V>[]

  constructor(facts: ChoiceFacts<V, A, S>) {
    super(facts)
    this.choices = facts.choices
  }

  get expected(): string {
    return `one of ${this.choices.map(({ value }) => JSON.stringify(value)).join(", ")}`
  }

  prepare(name: string, value: unknown): OptionWrite {
    if (typeof value !== "string" && value !== null) throw invalidArgumentType(name, this.expected, value)
    const choice = this.choices.find((each) => each.value === value)
    if (choice === undefined) throw invalidArgumentValue(name, this.expected, value)
    return (port, owner, id) => port.setInt32(owner, choice.by ? number(choice.by) : id, number(choice.as))
  }

  read(port: OptionFunctions, owner: number, id: number): V {
    const int = port.getInt32(owner, id)
    const choice = this.choices.find((each) => number(each.as) === int)
    if (choice === undefined) throw new ZmqError("EUNKNOWN", `${this.zmq} has a value that is not known: ${int}`)
    return choice.value
  }
}

function number(constant: ZmqName | number): number {
  return typeof constant === "number" ? constant : binding.constants[constant]!
}

/** An int that stands for one of a few names. */
export function choice<V extends string | null, A extends Access, S extends SocketName = SocketName>(
  facts: ChoiceFacts<V, A, S>,
) {
  return new ChoiceOption(facts)
}

interface MaskFacts<F extends string, A extends Access, S extends SocketName> extends OptionFacts<A, S> {
  default?: readonly NoInferBefore54<F>[]
  flags: Readonly<Record<F, ZmqName>>
}

/** An int whose bits have names. The value is an array of the names of the bits that are set. */
export class MaskOption<
  F extends string = string,
  A extends Access = Access,
  S extends SocketName = SocketName,
> extends Option<readonly F[], readonly F[], A, S> {
  readonly flags: Readonly<Record<F, ZmqName>>

  constructor(facts: MaskFacts<F, A, S>) {
    super(facts)
    this.flags = facts.flags
  }

  get expected(): string {
    return `an array of any of ${this.names.map((name) => JSON.stringify(name)).join(", ")}`
  }

  private get names(): F[] {
    return Object.keys(this.flags) as F[]
  }

  prepare(name: string, value: unknown): OptionWrite {
    if (!Array.isArray(value)) throw invalidArgumentType(name, this.expected, value)
    const unknown = value.find((flag) => !this.names.includes(flag))
    if (unknown !== undefined || value.includes(undefined)) throw invalidArgumentValue(name, this.expected, value)
    const mask = (value as F[]).reduce((bits, flag) => bits | number(this.flags[flag]), 0)
    return (port, owner, id) => port.setInt32(owner, id, mask)
  }

  read(port: OptionFunctions, owner: number, id: number): readonly F[] {
    const mask = port.getInt32(owner, id)
    return this.names.filter((flag) => (mask & number(this.flags[flag])) === number(this.flags[flag]))
  }
}

/** An int whose bits have names. */
export function mask<F extends string, A extends Access, S extends SocketName = SocketName>(facts: MaskFacts<F, A, S>) {
  return new MaskOption(facts)
}
