import { types } from "node:util"
import { binding, type ContextId, type SocketId } from "../addon/binding.js"
import { invalidArgumentType, invalidOption, ZmqError } from "../errors/errors.js"
import { hintAt, plainName } from "../errors/known-names.js"
import { redacted } from "../util/inspect.js"
import type { Option, OptionPort, OptionWrite } from "./option.js"
import { allSockets, type SocketName } from "./socket-types.js"
import {
  type ContextInit,
  type ContextOptionInput,
  type ContextOptionName,
  type ContextOptionValue,
  contextOptions,
  type OptionInput,
  type OptionValue,
  type SocketInit,
  type SocketOptionName,
  socketOptions,
  withoutProperty,
} from "./table.js"

/** The part of a socket that its options need. */
export interface OptionTarget {
  readonly socketName: SocketName
  /** Throws `EBADF` when the socket is closed. */
  readonly id: SocketId
  /** The last value of `lastEndpoint` of a socket that was handed over to a proxy; undefined for any other socket. */
  readonly lentEndpoint?: string | null | undefined
  /** Called after an option was set, with the value that the program gave. */
  optionChanged(name: SocketOptionName, value: unknown): void
}

/** The part of a context that its options need. */
export interface ContextOptionTarget {
  /** Throws when the context has terminated. */
  readonly id: ContextId
}

/** Sets one option to a value that was already checked. */
export type OptionSetter<Target> = (target: Target) => void

/** An option by its constant's name, as in the manual: `"ZMQ_SNDHWM"`. */
export type RawOptionName = `ZMQ_${string}`

// --- names of options

interface Named {
  readonly name: string
  readonly option: Option
}

/** Finds options by the name in the table or by the constant in zmq.h. */
class OptionIndex {
  private readonly byConstant = new Map<string, string>()

  constructor(
    private readonly table: Readonly<Record<string, Option>>,
    private readonly owner: string,
  ) {
    for (const [name, { zmq, aliases }] of Object.entries(table)) {
      for (const constant of zmq === null ? aliases : [zmq, ...aliases]) this.byConstant.set(constant, name)
    }
  }

  /** @param others Further names that the caller may have meant, for the hint in the error. */
  find(given: unknown, others: readonly string[] = []): Named {
    if (typeof given !== "string") throw invalidArgumentType("name", "the name of an option", given)
    const name = this.nameOf(given)
    if (name === undefined) throw invalidOption(`Unknown ${this.owner} option "${given}"${this.hint(given, others)}`)
    return { name, option: this.table[name]! }
  }

  nameOf(given: string): string | undefined {
    return Object.hasOwn(this.table, given) ? given : this.byConstant.get(given)
  }

  private hint(given: string, others: readonly string[]): string {
    const plain = plainName(given)
    const sameConstant = [...this.byConstant].find(([constant]) => plainName(constant) === plain)?.[1]
    return sameConstant === undefined
      ? hintAt(given, [...Object.keys(this.table), ...others])
      : `; did you mean "${sameConstant}"?`
  }
}

// Created at their first use: most programs never refer to an option by its name.
let socketIndex: OptionIndex | undefined
let contextIndex: OptionIndex | undefined

/** @param socketName The socket type that must have the option; undefined: any type. */
function findSocketOption(socketName: SocketName | undefined, given: unknown, others?: readonly string[]): Named {
  socketIndex ??= new OptionIndex(socketOptions, "socket")
  const named = socketIndex.find(given, others)
  if (socketName !== undefined && !named.option.sockets.includes(socketName)) {
    const sockets = named.option.sockets.join(", ")
    throw invalidOption(`${socketName} sockets have no option "${named.name}"; these have: ${sockets}`)
  }
  return named
}

function findContextOption(given: unknown, others?: readonly string[]): Named {
  contextIndex ??= new OptionIndex(contextOptions, "context")
  return contextIndex.find(given, others)
}

// --- reading and writing

const socketPort: OptionPort = binding

/**
 * Reads and writes the options of contexts. A negative number stands for `exitLinger`, the only row without a constant:
 * libzmq has no such option.
 */
const contextPort: OptionPort = {
  getInt32: (context, option) =>
    option < 0 ? binding.contextGetExitLinger(context) : binding.contextGetInt32(context, option),
  setInt32: (context, option, value) =>
    option < 0 ? binding.contextSetExitLinger(context, value) : binding.contextSetInt32(context, option, value),
  getBytes: (context, option) => binding.contextGetBytes(context, option),
  setBytes: (context, option, value) => {
    const bytes = value ?? new Uint8Array()
    // libzmq takes four bytes for an int. A final NUL makes them five, and libzmq ends the text there.
    binding.contextSetBytes(context, option, bytes.length === 4 ? Buffer.concat([bytes, Buffer.alloc(1)]) : bytes)
  },
}

function prepare({ name, option }: Named, value: unknown): OptionWrite {
  if (option.access === "r") throw invalidOption(`Option "${name}" is read-only`)
  return option.prepare(name, value)
}

function write(port: OptionPort, owner: number, { name, option }: Named, apply: OptionWrite): void {
  const id = option.id(name)
  try {
    apply(port, owner, id)
  } catch (error) {
    throw withContext(error, `libzmq refuses this value of option "${name}" (${option.zmq})`)
  }
}

function read(port: OptionPort, owner: number, { name, option }: Named): unknown {
  if (option.access === "w") throw invalidOption(`Option "${name}" is write-only: libzmq does not tell its value`)
  const id = option.id(name)
  try {
    return option.read(port, owner, id)
  } catch (error) {
    throw withContext(error, `libzmq cannot tell the value of option "${name}" (${option.zmq})`)
  }
}

/** libzmq reports every problem with an option as EINVAL, and its text names neither the option nor the reason. */
function withContext(error: unknown, what: string): unknown {
  if (!(error instanceof ZmqError) || error.code !== "EINVAL") return error
  return new ZmqError("EINVAL", `${error.message}: ${what}`, error.syscall ? { syscall: error.syscall } : {})
}

function readSocket(target: OptionTarget, named: Named): unknown {
  if (target.lentEndpoint !== undefined && named.name === "lastEndpoint") return target.lentEndpoint
  return read(socketPort, target.id, named)
}

function writeSocket(target: OptionTarget, named: Named, value: unknown): void {
  applySocket(target, named, value, prepare(named, value))
}

function applySocket(target: OptionTarget, named: Named, value: unknown, apply: OptionWrite): void {
  write(socketPort, target.id, named, apply)
  target.optionChanged(named.name as SocketOptionName, value)
}

/**
 * Reads an option of a socket, by its name in the table or by its constant in zmq.h.
 *
 * Throws a TypeError when there is no such option, when this socket type does not have it, or when it cannot be read;
 * `EINVAL` when this libzmq lacks it.
 */
export function getSocketOption<Name extends SocketOptionName>(target: OptionTarget, name: Name): OptionValue<Name>
export function getSocketOption(target: OptionTarget, name: SocketOptionName | RawOptionName): unknown
export function getSocketOption(target: OptionTarget, name: string): unknown {
  return readSocket(target, findSocketOption(target.socketName, name))
}

/**
 * Sets an option of a socket, by its name in the table or by its constant in zmq.h.
 *
 * Throws a TypeError when there is no such option, when this socket type does not have it, when it cannot be set, or
 * when the value has a wrong type; a RangeError when the value is out of range; `EINVAL` when this libzmq lacks the
 * option or refuses the value. If it throws, the option is unchanged.
 */
export function setSocketOption<Name extends SocketOptionName>(
  target: OptionTarget,
  name: Name,
  value: OptionInput<Name>,
): void
export function setSocketOption(target: OptionTarget, name: SocketOptionName | RawOptionName, value: unknown): void
export function setSocketOption(target: OptionTarget, name: string, value: unknown): void {
  writeSocket(target, findSocketOption(target.socketName, name), value)
}

/** Reads an option of a context, as {@link getSocketOption}. */
export function getContextOption<Name extends ContextOptionName>(
  target: ContextOptionTarget,
  name: Name,
): ContextOptionValue<Name>
export function getContextOption(target: ContextOptionTarget, name: ContextOptionName | RawOptionName): unknown
export function getContextOption(target: ContextOptionTarget, name: string): unknown {
  return read(contextPort, target.id, findContextOption(name))
}

/** Sets an option of a context, as {@link setSocketOption}. */
export function setContextOption<Name extends ContextOptionName>(
  target: ContextOptionTarget,
  name: Name,
  value: ContextOptionInput<Name>,
): void
export function setContextOption(
  target: ContextOptionTarget,
  name: ContextOptionName | RawOptionName,
  value: unknown,
): void
export function setContextOption(target: ContextOptionTarget, name: string, value: unknown): void {
  const named = findContextOption(name)
  write(contextPort, target.id, named, prepare(named, value))
}

// --- constructor options

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
export interface GivenOptions {
  /** The names of the options, as in the table. */
  readonly names: ReadonlySet<string>
  /** Functions that set the options, in the order in which these were given. */
  readonly setters: readonly OptionSetter<OptionTarget>[]
}

/**
 * Checks every name, type, range and value of a socket's constructor options, and that this libzmq has the option,
 * before a socket is opened. Returns functions that set the options, in the order in which these were given: libzmq's
 * security options depend on the order. Null stands for the value of a new socket, and is not set: libzmq would take
 * some nulls for "no security at all".
 *
 * @param others Names that the caller handles itself, such as `"context"`.
 * @param owner The object under construction. Setters that its class adds are used, whatever their names.
 */
export function validateInit<S extends SocketName>(
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
    const apply = prepareInit(named, value)
    return apply === undefined ? [] : [(target) => applySocket(target, named, value, apply)]
  })
  return { names, setters }
}

/**
 * The name in the table of an option that is given by that name or by its constant; undefined if there is no such
 * option.
 */
function optionNamed(given: string): string | undefined {
  socketIndex ??= new OptionIndex(socketOptions, "socket")
  return socketIndex.nameOf(given)
}

/** As {@link validateInit}, for a context. */
export function validateContextInit(
  init: ContextInit | object | null | undefined,
  others: readonly string[] = [],
  owner?: object,
): OptionSetter<ContextOptionTarget>[] {
  return entries(init, others).flatMap(([given, value]) => {
    if (owner !== undefined && hasOwnSetter(owner, given)) return () => Reflect.set(owner, given, value)
    const named = findContextOption(given, others)
    const apply = prepareInit(named, value)
    return apply === undefined ? [] : (target) => write(contextPort, target.id, named, apply)
  })
}

/** The prototypes of our own classes, on which options are defined. */
const ownPrototypes = new WeakSet<object>()

/** Whether a subclass of our classes, written by the program, has a setter of that name. */
function hasOwnSetter(owner: object, name: string): boolean {
  for (
    let level = Object.getPrototypeOf(owner);
    level !== null && !ownPrototypes.has(level);
    level = Object.getPrototypeOf(level)
  ) {
    if (Object.getOwnPropertyDescriptor(level, name)?.set !== undefined) return true
  }
  return false
}

/** A default option for new sockets. */
export interface PreparedDefault {
  readonly name: string
  /** The socket types that have the option. */
  readonly sockets: readonly SocketName[]
  readonly set: OptionSetter<OptionTarget>
}

/** As {@link validateInit}, for sockets of any type. */
export function prepareDefaults(init: object | null | undefined, others: readonly string[]): PreparedDefault[] {
  return entries(init, others).flatMap(([given, value]) => {
    const named = findSocketOption(undefined, given, others)
    const { name, option } = named
    if (!hasProperty(name)) throw invalidOption(`Option "${name}" is not for constructors; use setOption`)
    // Copied, because the program may use the memory again before a socket is opened.
    const kept = types.isUint8Array(value) ? Buffer.from(value) : value
    const apply = prepareInit(named, kept)
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

function prepareInit(named: Named, value: unknown): OptionWrite | undefined {
  const { name, option } = named
  if (value === null && option.default === null && option.access !== "r") return undefined
  const apply = prepare(named, value)
  option.id(name)
  return apply
}

// --- properties

/**
 * Defines a property for each option on a prototype. The scope `"Socket"`, for the base of all socket classes, has the
 * options that every socket type has. The scope of a socket type, for the class of that type, has those of its options
 * that only some types have.
 *
 * Like other accessors of classes, the properties are configurable and not enumerable. A member that the class itself
 * defines is kept. A property throws where `getOption` or `setOption` throws: when the option cannot be read or set.
 *
 * @param targetOf Returns the target of an instance.
 */
export function defineOptionAccessors<T extends object>(
  prototype: T,
  scope: SocketName | "Socket",
  targetOf: (socket: T) => OptionTarget,
): void {
  ownPrototypes.add(prototype)
  for (const named of properties(scope)) {
    defineAccessor(
      prototype,
      named.name,
      (socket) => readSocket(targetOf(socket), named),
      (socket, value) => writeSocket(targetOf(socket), named, value),
    )
  }
}

let propertiesByScope: Map<SocketName | "Socket", Named[]> | undefined

/**
 * The options that are properties of a class. Sorted once for all classes, because this runs while the package is
 * loaded.
 */
function properties(scope: SocketName | "Socket"): Named[] {
  propertiesByScope ??= sortProperties()
  return propertiesByScope.get(scope) ?? []
}

function sortProperties(): Map<SocketName | "Socket", Named[]> {
  const scopes = new Map<SocketName | "Socket", Named[]>(["Socket" as const, ...allSockets].map((scope) => [scope, []]))
  for (const [name, option] of Object.entries<Option>(socketOptions)) {
    if (!hasProperty(name)) continue
    const common = option.sockets.length === allSockets.length
    for (const scope of common ? (["Socket"] as const) : option.sockets) scopes.get(scope)!.push({ name, option })
  }
  return scopes
}

/**
 * Defines a property for each option on the prototype of contexts, as {@link defineOptionAccessors} does for sockets.
 */
export function defineContextAccessors<T extends object>(
  prototype: T,
  targetOf: (context: T) => ContextOptionTarget,
): void {
  ownPrototypes.add(prototype)
  for (const [name, option] of Object.entries<Option>(contextOptions)) {
    const named: Named = { name, option }
    defineAccessor(
      prototype,
      name,
      (context) => read(contextPort, targetOf(context).id, named),
      (context, value) => write(contextPort, targetOf(context).id, named, prepare(named, value)),
    )
  }
}

function hasProperty(name: string): boolean {
  return !(withoutProperty as readonly string[]).includes(name)
}

function defineAccessor<T extends object>(
  prototype: T,
  name: string,
  get: (owner: T) => unknown,
  set: (owner: T, value: unknown) => void,
): void {
  if (Object.hasOwn(prototype, name)) return
  Object.defineProperty(prototype, name, {
    configurable: true,
    enumerable: false,
    get(this: T) {
      return get(this)
    },
    set(this: T, value: unknown) {
      set(this, value)
    },
  })
}
