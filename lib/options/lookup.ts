import { invalidArgumentType, invalidOption } from "../errors/errors.js"
import type { SocketName } from "../socket-types/socket-types.js"
import { hintAt, plainName } from "./known-names.js"
import type { Option } from "./option.js"
import { contextOptions, socketOptions } from "./table.js"

/** An option by its constant's name, as in the manual: `"ZMQ_SNDHWM"`. */
export type RawOptionName = `ZMQ_${string}`

/** A row of the table, and its name. */
export interface NamedOption {
  readonly name: string
  readonly option: Option
}

/** Finds options by the name in the table or by the constant in zmq.h. */
class OptionIndex {
  private readonly byName = new Map<string, NamedOption>()
  private readonly byConstant = new Map<string, NamedOption>()

  constructor(
    table: Readonly<Record<string, Option>>,
    private readonly owner: string,
  ) {
    for (const [name, option] of Object.entries(table)) {
      const named = { name, option }
      this.byName.set(name, named)
      if (option.zmq !== null) this.byConstant.set(option.zmq, named)
      for (const constant of option.aliases) this.byConstant.set(constant, named)
    }
  }

  /** @param others Further names that the caller may have meant, for the hint in the error. */
  find(given: unknown, others: readonly string[] = []): NamedOption {
    if (typeof given !== "string") throw invalidArgumentType("name", "the name of an option", given)
    const named = this.get(given)
    if (named === undefined) throw invalidOption(`Unknown ${this.owner} option "${given}"${this.hint(given, others)}`)
    return named
  }

  get(given: string): NamedOption | undefined {
    return this.byName.get(given) ?? this.byConstant.get(given)
  }

  private hint(given: string, others: readonly string[]): string {
    const plain = plainName(given)
    const sameConstant = [...this.byConstant].find(([constant]) => plainName(constant) === plain)?.[1]
    return sameConstant === undefined
      ? hintAt(given, [...this.byName.keys(), ...others])
      : `; did you mean "${sameConstant.name}"?`
  }
}

// Created at their first use: most programs never refer to an option by its name.
let socketIndex: OptionIndex | undefined
let contextIndex: OptionIndex | undefined

function indexOfSockets(): OptionIndex {
  socketIndex ??= new OptionIndex(socketOptions, "socket")
  return socketIndex
}

/** @param socketName The socket type that must have the option; undefined: any type. */
export function findSocketOption(
  socketName: SocketName | undefined,
  given: unknown,
  others?: readonly string[],
): NamedOption {
  const named = indexOfSockets().find(given, others)
  if (socketName !== undefined && !named.option.sockets.includes(socketName)) {
    const sockets = named.option.sockets.join(", ")
    throw invalidOption(`${socketName} sockets have no option "${named.name}"; these have: ${sockets}`)
  }
  return named
}

export function findContextOption(given: unknown, others?: readonly string[]): NamedOption {
  contextIndex ??= new OptionIndex(contextOptions, "context")
  return contextIndex.find(given, others)
}

/**
 * The name in the table of a socket's option that is given by that name or by its constant; undefined if there is no
 * such option.
 */
export function optionNamed(given: string): string | undefined {
  return indexOfSockets().get(given)?.name
}
