import { types } from "node:util"
import { invalidArgumentType, invalidOption } from "../errors/errors.js"
import { checkMemory } from "../message/message.js"
import type { SocketName } from "../socket-types/socket-types.js"
import { redacted } from "../util/inspect.js"
import { applyContext, applySocket, type ContextOptionTarget, type OptionTarget, prepare } from "./access.js"
import { hasOwnSetter } from "./accessors.js"
import { findContextOption, findSocketOption, type NamedOption, optionNamed } from "./lookup.js"
import type { OptionWrite } from "./option.js"
import { hasProperty, socketOptions } from "./table.js"
import type { ContextInit, SocketInit, SocketOptionName } from "./types.js"

/** Sets one option to a value that was already checked. */
export type OptionSetter<Target> = (target: Target) => void

/**
 * The entries of constructor options, without the names `others`, which the caller handles. Each property is read once.
 * Undefined values, symbols and inherited properties are ignored.
 */
function entries(init: unknown, others: readonly string[]): [string, unknown][] {
  if (init === undefined || init === null) return []
  if (typeof init !== "object") throw invalidArgumentType("options", "an object", init)
  return Object.keys(init)
    .filter((name) => !others.includes(name))
    .map((name): [string, unknown] => [name, (init as Record<string, unknown>)[name]])
    .filter(([, value]) => value !== undefined)
}

/** The options that were given to a socket's constructor. */
interface GivenOptions {
  /** The names of the options, as in the table. */
  readonly names: ReadonlySet<string>
  /** Functions that set the options, in the order in which these were given. */
  readonly setters: readonly OptionSetter<OptionTarget>[]
}

/**
 * Checks every name, type, range and value of a socket's constructor options, and that this libzmq has the option,
 * before a socket is opened. Returns functions that set the options, in the order in which these were given: libzmq's
 * security options depend on the order. A null for an option whose default is null is ignored: libzmq would take some
 * nulls for "no security at all".
 *
 * @param others Names that the caller handles itself, such as `"context"`.
 * @param owner The object under construction. Setters that its class adds are used, whatever their names.
 */
export function prepareSocketInit<S extends SocketName>(
  socketName: S,
  init: SocketInit<S> | object | null | undefined,
  others: readonly string[] = [],
  owner?: object,
): GivenOptions {
  const names = new Set<string>()
  const setters = entries(init, others).flatMap(([given, value]): OptionSetter<OptionTarget>[] => {
    const ownSetter = owner !== undefined && hasOwnSetter(owner, given)
    if (ownSetter) {
      const known = optionNamed(given)
      if (known !== undefined) names.add(known)
      return [() => Reflect.set(owner, given, value)]
    }
    const named = findSocketOption(socketName, given, others)
    names.add(named.name)
    if (!hasProperty(named.name)) throw invalidOption(`Option "${named.name}" is not for constructors; use setOption`)
    const apply = prepareOption(named, value)
    return apply === undefined ? [] : [(target) => applySocket(target, named, value, apply)]
  })
  return { names, setters }
}

/** As {@link prepareSocketInit}, for a context. */
export function prepareContextInit(
  init: ContextInit | object | null | undefined,
  others: readonly string[] = [],
  owner?: object,
): OptionSetter<ContextOptionTarget>[] {
  return entries(init, others).flatMap(([given, value]) => {
    if (owner !== undefined && hasOwnSetter(owner, given)) return () => Reflect.set(owner, given, value)
    const named = findContextOption(given, others)
    const apply = prepareOption(named, value)
    return apply === undefined ? [] : (target) => applyContext(target, named, value, apply)
  })
}

/** A default option for new sockets. */
interface PreparedDefault {
  readonly name: string
  /** The socket types that have the option. */
  readonly sockets: readonly SocketName[]
  readonly set: OptionSetter<OptionTarget>
}

/** As {@link prepareSocketInit}, for sockets of any type. */
export function prepareDefaults(init: object | null | undefined, others: readonly string[]): PreparedDefault[] {
  return entries(init, others).flatMap(([given, value]) => {
    const named = findSocketOption(undefined, given, others)
    const { name, option } = named
    if (!hasProperty(name)) throw invalidOption(`Option "${name}" is not for constructors; use setOption`)
    checkMemory(given, value, option.secret)
    // Copied, because the program may use the memory again before a socket is opened.
    const kept = types.isUint8Array(value) ? Buffer.from(value) : value
    const apply = prepareOption(named, kept)
    if (apply === undefined) return []
    return { name, sockets: option.sockets, set: (target: OptionTarget) => applySocket(target, named, kept, apply) }
  })
}

/** The options with the secret ones redacted. */
export function withoutSecrets(init: object): object {
  const show = ([given, value]: [string, unknown]) => {
    const name = optionNamed(given) as SocketOptionName | undefined
    return [given, name !== undefined && socketOptions[name].secret ? redacted : value]
  }
  return Object.fromEntries(Object.entries(init).map(show))
}

function prepareOption(named: NamedOption, value: unknown): OptionWrite | undefined {
  const { name, option } = named
  if (value === null && option.default === null && option.access !== "r") return undefined
  const apply = prepare(named, value)
  option.id(name)
  return apply
}
