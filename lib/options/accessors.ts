import { allSockets, type SocketName } from "../socket-types/socket-types.js"
import {
  type ContextOptionTarget,
  type OptionTarget,
  readContext,
  readSocket,
  writeContext,
  writeSocket,
} from "./access.js"
import type { NamedOption } from "./lookup.js"
import type { Option } from "./option.js"
import { contextOptions, hasProperty, socketOptions } from "./table.js"

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

let propertiesByScope: Map<SocketName | "Socket", NamedOption[]> | undefined

/**
 * The options that are properties of a class. Sorted once for all classes, because this runs while the package is
 * loaded.
 */
function properties(scope: SocketName | "Socket"): NamedOption[] {
  propertiesByScope ??= sortProperties()
  return propertiesByScope.get(scope) ?? []
}

function sortProperties(): Map<SocketName | "Socket", NamedOption[]> {
  const scopes = new Map<SocketName | "Socket", NamedOption[]>(
    ["Socket" as const, ...allSockets].map((scope) => [scope, []]),
  )
  for (const [name, option] of Object.entries<Option>(socketOptions)) {
    if (!hasProperty(name)) continue
    const common = option.sockets.length === allSockets.length
    for (const scope of common ? (["Socket"] as const) : option.sockets) scopes.get(scope)?.push({ name, option })
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
    const named: NamedOption = { name, option }
    defineAccessor(
      prototype,
      name,
      (context) => readContext(targetOf(context), named),
      (context, value) => writeContext(targetOf(context), named, value),
    )
  }
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

/** The prototypes of our own classes, on which options are defined. */
const ownPrototypes = new WeakSet<object>()

/** Whether a subclass of our classes, written by the program, has a setter of that name. */
export function hasOwnSetter(owner: object, name: string): boolean {
  for (
    let level = Object.getPrototypeOf(owner);
    level !== null && !ownPrototypes.has(level);
    level = Object.getPrototypeOf(level)
  ) {
    if (Object.getOwnPropertyDescriptor(level, name)?.set !== undefined) return true
  }
  return false
}
