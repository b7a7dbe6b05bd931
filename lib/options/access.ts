import { binding, type ContextId, type SocketId } from "../addon/binding.js"
import { invalidOption, ZmqError } from "../errors/errors.js"
import type { SocketName } from "../socket-types/socket-types.js"
import { redacted } from "../util/inspect.js"
import { trace, tracing } from "../util/trace.js"
import { findContextOption, findSocketOption, type NamedOption, type RawOptionName } from "./lookup.js"
import type { OptionFunctions, OptionWrite } from "./option.js"
import type {
  ContextOptionInput,
  ContextOptionName,
  ContextOptionValue,
  OptionInput,
  OptionValue,
  SocketOptionName,
} from "./types.js"

/** The part of a socket that its options need. */
export interface OptionTarget {
  readonly socketName: SocketName
  /** Throws `EBADF` when the socket is closed. */
  readonly id: SocketId
  /** Whether the trace shows nothing of the socket. */
  readonly untraced?: boolean
  /** The last value of `lastEndpoint` of a socket that was handed over to a proxy; undefined for any other socket. */
  readonly handedOverEndpoint?: string | null | undefined
  /** Called after an option was set, with the value that the program gave. */
  optionChanged(name: SocketOptionName, value: unknown): void
}

/** The part of a context that its options need. */
export interface ContextOptionTarget {
  /** Throws when the context has terminated. */
  readonly id: ContextId
}

const socketOptionFunctions: OptionFunctions = binding

const contextOptionFunctions: OptionFunctions = {
  getInt32: binding.contextGetInt32,
  setInt32: binding.contextSetInt32,
  getBytes: binding.contextGetBytes,
  setBytes: (context, option, value) => {
    const bytes = value ?? new Uint8Array()
    // libzmq takes four bytes for an int. A final NUL makes them five, and libzmq ends the text there.
    binding.contextSetBytes(context, option, bytes.length === 4 ? Buffer.concat([bytes, Buffer.alloc(1)]) : bytes)
  },
}

/** Checks a value, and returns a function that writes it. Throws a TypeError or RangeError. */
export function prepare({ name, option }: NamedOption, value: unknown): OptionWrite {
  if (option.access === "r") throw invalidOption(`Option "${name}" is read-only`)
  return option.prepare(name, value)
}

function write(
  port: OptionFunctions,
  target: OptionTarget | ContextOptionTarget,
  named: NamedOption,
  value: unknown,
  apply: OptionWrite,
): void {
  const { name, option } = named
  const owner = target.id
  const id = option.id(name)
  let failure: unknown
  try {
    apply(port, owner, id)
  } catch (error) {
    failure = withReason(error, `libzmq refuses this value of option "${name}" (${option.zmq})`)
    throw failure
  } finally {
    if (tracing && !("untraced" in target && target.untraced)) {
      const type = "socketName" in target ? target.socketName : "Context"
      trace(type, owner, "set", { option: name, value: option.secret ? redacted : value, error: failure })
    }
  }
}

function read(port: OptionFunctions, owner: number, { name, option }: NamedOption): unknown {
  if (option.access === "w") throw invalidOption(`Option "${name}" is write-only: libzmq does not tell its value`)
  const id = option.id(name)
  try {
    return option.read(port, owner, id)
  } catch (error) {
    throw withReason(error, `libzmq cannot tell the value of option "${name}" (${option.zmq})`)
  }
}

/** libzmq reports every problem with an option as EINVAL, and its text names neither the option nor the reason. */
function withReason(error: unknown, what: string): unknown {
  if (!(error instanceof ZmqError) || error.code !== "EINVAL") return error
  return new ZmqError("EINVAL", `${error.message}: ${what}`, error.syscall ? { syscall: error.syscall } : {})
}

export function readSocket(target: OptionTarget, named: NamedOption): unknown {
  if (target.handedOverEndpoint !== undefined && named.name === "lastEndpoint") return target.handedOverEndpoint
  return read(socketOptionFunctions, target.id, named)
}

export function writeSocket(target: OptionTarget, named: NamedOption, value: unknown): void {
  applySocket(target, named, value, prepare(named, value))
}

/** Writes a value that was checked, and lets the socket know. */
export function applySocket(target: OptionTarget, named: NamedOption, value: unknown, apply: OptionWrite): void {
  write(socketOptionFunctions, target, named, value, apply)
  target.optionChanged(named.name as SocketOptionName, value)
}

export function readContext(target: ContextOptionTarget, named: NamedOption): unknown {
  return read(contextOptionFunctions, target.id, named)
}

export function writeContext(target: ContextOptionTarget, named: NamedOption, value: unknown): void {
  write(contextOptionFunctions, target, named, value, prepare(named, value))
}

/** Writes a value that was checked. */
export function applyContext(
  target: ContextOptionTarget,
  named: NamedOption,
  value: unknown,
  apply: OptionWrite,
): void {
  write(contextOptionFunctions, target, named, value, apply)
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
 * option or rejects the value. If it throws, the option is unchanged.
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
  return readContext(target, findContextOption(name))
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
  writeContext(target, findContextOption(name), value)
}
