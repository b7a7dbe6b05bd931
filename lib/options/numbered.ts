import { types } from "node:util"
import { binding } from "../addon/binding.js"
import { invalidArgumentType, outOfRange } from "../errors/errors.js"
import { checkMemory } from "../message/message.js"
import { trace, tracing } from "../util/trace.js"
import {
  type ContextOptionTarget,
  getContextOption,
  getSocketOption,
  type OptionTarget,
  setContextOption,
  setSocketOption,
} from "./access.js"
import type { RawOptionName } from "./lookup.js"
import { BooleanOption, Int32Option, Int64Option } from "./numbers.js"
import type { Option } from "./option.js"
import { contextOptions, socketOptions } from "./table.js"
import { BytesOption, CurveKeyOption, TextOption } from "./text.js"

// Options by their number in zmq.h and their C type, as the `zeromq` package offers them to classes that extend its
// own. They are for options that the table does not have. An option that the table has is read and set through its row,
// so that values are checked and the socket learns of a change.

/** The type of an option's value. In C, `bool` is an int. */
type NumberedType = "bool" | "int32" | "uint32" | "int64" | "uint64" | "string"

const rowTypes: Record<NumberedType, readonly (abstract new (...facts: never[]) => unknown)[]> = {
  bool: [BooleanOption],
  int32: [Int32Option],
  uint32: [Int32Option],
  int64: [Int64Option],
  uint64: [Int64Option],
  string: [TextOption, BytesOption, CurveKeyOption],
}

/** The constant of an option, if the table has an option of this type and number. */
function constantOf(
  table: Readonly<Record<string, Option>>,
  type: NumberedType,
  option: number,
): RawOptionName | undefined {
  if (typeof option !== "number") throw invalidArgumentType("option", "the number of an option", option)
  for (const row of Object.values(table)) {
    if (row.zmq === null || binding.constants[row.zmq] !== option) continue
    if (rowTypes[type].some((Type) => row instanceof Type)) return row.zmq
  }
  return undefined
}

export function getNumbered(target: OptionTarget, type: NumberedType, option: number): unknown {
  const name = constantOf(socketOptions, type, option)
  return name === undefined ? read(target.id, type, option) : getSocketOption(target, name)
}

export function setNumbered(target: OptionTarget, type: NumberedType, option: number, value: unknown): void {
  const name = constantOf(socketOptions, type, option)
  if (name !== undefined) {
    setSocketOption(target, name, value)
    return
  }
  write(target.id, type, option, value)
  // The value may be a secret.
  if (tracing) trace(target.socketName, target.id, "set", { option })
}

export function getContextNumbered(target: ContextOptionTarget, type: "bool" | "int32", option: number): unknown {
  const name = constantOf(contextOptions, type, option)
  if (name !== undefined) return getContextOption(target, name)
  const value = binding.contextGetInt32(target.id, option)
  return type === "bool" ? value !== 0 : value
}

export function setContextNumbered(
  target: ContextOptionTarget,
  type: "bool" | "int32",
  option: number,
  value: unknown,
): void {
  const name = constantOf(contextOptions, type, option)
  if (name === undefined) binding.contextSetInt32(target.id, option, integer(type, value))
  else setContextOption(target, name, value)
}

/** The longest text that is read from libzmq, in bytes, with its final NUL. */
const longestText = 1024

function read(socket: number, type: NumberedType, option: number): unknown {
  if (type === "bool") return binding.getInt32(socket, option) !== 0
  if (type === "int32") return binding.getInt32(socket, option)
  if (type === "uint32") return binding.getInt32(socket, option) >>> 0
  if (type === "int64") return Number(binding.getInt64(socket, option))
  if (type === "uint64") return Number(binding.getUint64(socket, option))
  const bytes = binding.getBytes(socket, option, longestText)
  return bytes.length === 0 || bytes[0] === 0 ? null : bytes.toString("utf8", 0, bytes.length - 1)
}

function write(socket: number, type: NumberedType, option: number, value: unknown): void {
  if (type === "string") {
    if (value !== null && typeof value !== "string" && !types.isUint8Array(value)) {
      throw invalidArgumentType("value", "a string, a Buffer or null", value)
    }
    checkMemory("value", value)
    binding.setBytes(socket, option, typeof value === "string" ? Buffer.from(value) : value)
  } else if (type === "int64" || type === "uint64") {
    const set = type === "int64" ? binding.setInt64 : binding.setUint64
    set(socket, option, BigInt(integer(type, value)))
  } else {
    binding.setInt32(socket, option, integer(type, value))
  }
}

const ranges: Record<Exclude<NumberedType, "string" | "bool">, [min: number, max: number]> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  uint64: [0, Number.MAX_SAFE_INTEGER],
}

function integer(type: Exclude<NumberedType, "string">, value: unknown): number {
  if (type === "bool") {
    if (typeof value !== "boolean") throw invalidArgumentType("value", "a boolean", value)
    return value ? 1 : 0
  }
  const [min, max] = ranges[type]
  if (typeof value !== "number") throw invalidArgumentType("value", "a number", value)
  if (!Number.isInteger(value) || value < min || value > max) {
    throw outOfRange("value", `an integer from ${min} to ${max}`, value)
  }
  return type === "uint32" ? value | 0 : value
}
