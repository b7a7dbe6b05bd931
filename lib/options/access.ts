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

/** A socket, as far as its options need to know it. */
export interface OptionTarget {
  readonly socketName: SocketName
  /** Throws `EBADF` when the socket is closed. */
  readonly id: SocketId
  /** What `lastEndpoint` was when somebody else was given the socket, and has it now. */
  readonly lentEndpoint?: string | null | undefined
  /** Called after an option was set, with what the program gave. */
  optionChanged(name: SocketOptionName, value: unknown): void
}

/** A context, as far as its options need to know it. */
export interface ContextOptionTarget {
  /** Throws when the context has terminated. */
  readonly id: ContextId
}

/** Applies one option that was checked already. */
export type OptionSetter<Target> = (target: Target) => void

/** An option by its constant's name, as in the manual: `"ZMQ_SNDHWM"`. */
export type RawOptionName = `ZMQ_${string}`

// --- what an option is called

interface Named {
  readonly name: string
  readonly option: Option
}

/** Finds options by our name or by libzmq's. */
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

  /** @param others Further names that may have been meant. */
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
    const parsed = plainName(given)
    const sameConstant = [...this.byConstant].find(([constant]) => plainName(constant) === parsed)?.[1]
    return sameConstant === undefined
      ? hintAt(given, [...Object.keys(this.table), ...others])
      : `; did you mean "${sameConstant}"?`
  }
}

// Made at their first use: most programs never call an option by its name.
let socketIndex: OptionIndex | undefined
let contextIndex: OptionIndex | undefined

/** @param socketName Of which socket type; any if undefined. */
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

/** The context's port; a row without a constant is `exitLinger`, which is ours. */
const contextPort: OptionPort = {
  getInt32: (context, option) =>
    option < 0 ? binding.contextGetExitLinger(context) : binding.contextGetInt32(context, option),
  setInt32: (context, option, value) =>
    option < 0 ? binding.contextSetExitLinger(context, value) : binding.contextSetInt32(context, option, value),
  getBytes: (context, option) => binding.contextGetBytes(context, option),
  setBytes: (context, option, value) => {
    const bytes = value ?? new Uint8Array()
    // libzmq takes four bytes for an int; a final NUL makes them five, and ends the text.
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

/** libzmq answers EINVAL to whatever it dislikes about an option, and its text names neither option nor reason. */
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
 * Reads an option of a socket, by our name or by libzmq's.
 *
 * A TypeError when there is no such option, when this socket type does not have it, or when it cannot be read;
 * `EINVAL` when this libzmq lacks it.
 */
export function getSocketOption<Name extends SocketOptionName>(target: OptionTarget, name: Name): OptionValue<Name>
export function getSocketOption(target: OptionTarget, name: SocketOptionName | RawOptionName): unknown
export function getSocketOption(target: OptionTarget, name: string): unknown {
  return readSocket(target, findSocketOption(target.socketName, name))
}

/**
 * Sets an option of a socket, by our name or by libzmq's.
 *
 * A TypeError when there is no such option, when this socket type does not have it, when it cannot be set, or when the
 * value is of a wrong type; a RangeError when the value is out of range; `EINVAL` when this libzmq lacks the option or
 * refuses the value. Nothing has changed then.
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
 * The entries of constructor options that the caller does not handle, each read once; undefined values count as absent,
 * and so do symbols and what is not the object's own.
 */
function entries(init: unknown, others: readonly string[]): [string, unknown][] {
  if (init === undefined || init === null) return []
  if (typeof init !== "object") throw invalidArgumentType("options", "an object", init)
  return Object.keys(init)
    .filter((name) => !others.includes(name))
    .map((name): [string, unknown] => [name, (init as Record<string, unknown>)[name]])
    .filter(([, value]) => value !== undefined)
}

/** What was given to a socket's constructor. */
export interface GivenOptions {
  /** The names of the options, as here. */
  readonly names: ReadonlySet<string>
  /** What sets them, in the order in which they were given. */
  readonly setters: readonly OptionSetter<OptionTarget>[]
}

/**
 * Checks every name, type, range and value of a socket's constructor options, and that this libzmq has the option,
 * before a socket is opened. Returns what sets them, in the order in which they were given: libzmq's security options
 * depend on it. A null is what a new socket has, and is not set: libzmq would take some for "no security at all".
 *
 * @param others Names that the caller handles itself, such as `"context"`.
 * @param owner What is made, whose class may have setters of its own: these are used then, whatever their names.
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

/** The name, as here, of an option that is spelled as in zmq.h, or as here. */
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

/** Whether a class of the program's, which extends one of ours, has a setter of that name. */
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

/** An option that new sockets are to have. */
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
    // A copy, as the program may use its memory again before a socket is opened.
    const kept = types.isUint8Array(value) ? Buffer.from(value) : value
    const apply = prepareInit(named, kept)
    if (apply === undefined) return []
    return { name, sockets: option.sockets, set: (target: OptionTarget) => applySocket(target, named, kept, apply) }
  })
}

/** Options of sockets as they may be shown. */
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
 * Gives a prototype a property for each option: `"Socket"`, for the base of all socket classes, those that every socket
 * type has; a socket type, for its own class, those that only some have.
 *
 * As other accessors of classes they are configurable and not enumerable. A member that the class has written itself
 * stays. A property that cannot be read or set throws, as `getOption` and `setOption` do.
 *
 * @param targetOf The target of an instance.
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

/** The options that are properties of a class, sorted once for all classes: this runs while the package is loaded. */
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

/** Gives the prototype of contexts a property for each option, as {@link defineOptionAccessors}. */
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
