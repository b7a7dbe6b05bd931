import { isUtf8 } from "node:buffer"
import { types } from "node:util"
import { isKey, keyBytes, keyCharacters } from "../curve/z85.js"
import { invalidArgumentType, invalidArgumentValue, outOfRange, ZmqError } from "../errors/errors.js"
import { checkMemory } from "../message/message.js"
import type { SocketName } from "../socket-types/socket-types.js"
import { type Access, Option, type OptionFacts, type OptionFunctions, type OptionWrite } from "./option.js"

interface TextFacts<A extends Access, S extends SocketName> extends OptionFacts<A, S> {
  default?: null
  /** The most bytes, in UTF-8; if absent, this package sets no limit. */
  maxBytes?: number
  /** libzmq has no way to unset the option: null and "" are rejected. */
  required?: true
  /** The pattern that the text must match, and its description. */
  form?: [pattern: RegExp, words: string]
}

/** The values that an option of text accepts; bytes are the UTF-8 of the text. */
export type TextInput = string | Uint8Array | null

/**
 * A character string; null if none is set. The empty string is the same as null. Bytes, in a view of any type, are used
 * as they are. Text with a NUL is rejected, because libzmq would cut it there.
 */
export class TextOption<A extends Access = Access, S extends SocketName = SocketName> extends Option<
  string | null,
  TextInput,
  A,
  S
> {
  readonly maxBytes: number | undefined
  readonly required: boolean
  readonly form: [pattern: RegExp, words: string] | undefined

  constructor(facts: TextFacts<A, S>) {
    super(facts)
    this.maxBytes = facts.maxBytes
    this.required = facts.required ?? false
    this.form = facts.form
  }

  get expected(): string {
    const text = this.form === undefined ? "a string or bytes without NUL" : this.form[1]
    const length = this.maxBytes === undefined ? "" : ` of 1 to ${this.maxBytes} bytes`
    return `${text}${length}${this.required ? "" : ", or null"}`
  }

  prepare(name: string, value: unknown): OptionWrite {
    checkMemory(name, value, this.secret)
    const bytes = textBytes(value)
    if (bytes === undefined) throw invalidArgumentType(name, this.expected, value, this.secret)
    if (bytes.length === 0) return this.prepareUnset(name, value)
    if (bytes.includes(0) || this.form?.[0].test(bytes.toString()) === false) {
      throw invalidArgumentValue(name, this.expected, value, this.secret)
    }
    if (bytes.length > (this.maxBytes ?? Number.POSITIVE_INFINITY)) throw outOfRange(name, this.expected, bytes.length)
    return (port, owner, id) => port.setBytes(owner, id, bytes)
  }

  private prepareUnset(name: string, value: unknown): OptionWrite {
    if (this.required) throw invalidArgumentValue(name, this.expected, value)
    return (port, owner, id) => port.setBytes(owner, id, null)
  }

  read(port: OptionFunctions, owner: number, id: number): string | null {
    const bytes = this.maxBytes === undefined ? readAll(port, owner, id) : port.getBytes(owner, id, this.maxBytes + 1)
    const end = bytes.indexOf(0)
    return bytes.toString("utf8", 0, end === -1 ? bytes.length : end) || null
  }
}

/** A copy of the given bytes, empty for null; undefined if the value is not text. */
function textBytes(value: unknown): Buffer | undefined {
  if (value === null) return Buffer.alloc(0)
  if (typeof value === "string") return Buffer.from(value)
  if (!ArrayBuffer.isView(value)) return undefined
  return Buffer.from(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
}

/**
 * Reads a string of any length. libzmq fails with EINVAL if the buffer is too small, and does not say which size it
 * needs.
 */
function readAll(port: OptionFunctions, owner: number, id: number, capacity = 512): Buffer {
  try {
    return port.getBytes(owner, id, capacity)
  } catch (error) {
    if (!(error instanceof ZmqError && error.code === "EINVAL") || capacity > 2 ** 20) throw error
    return readAll(port, owner, id, capacity * 8)
  }
}

/** A character string; null if none is set. */
export function text<A extends Access, S extends SocketName = SocketName>(facts: TextFacts<A, S>) {
  return new TextOption(facts)
}

interface BytesFacts<A extends Access, S extends SocketName> extends OptionFacts<A, S> {
  default?: null
  maxBytes?: number
  /** libzmq has no way to unset the option: null and empty values are rejected. */
  required?: true
  /** libzmq reserves values that start with a zero byte, and aborts the process if two are the same. */
  nonZeroStart?: true
}

/** The values that an option of bytes accepts; a string is sent as UTF-8. */
export type BytesInput = string | Uint8Array | null

/**
 * Binary data, which may contain NULs; a string stands for its UTF-8. Reads as a string if the bytes are valid UTF-8,
 * as a Buffer if they are not, as null if there are none.
 */
export class BytesOption<A extends Access = Access, S extends SocketName = SocketName> extends Option<
  string | Buffer | null,
  BytesInput,
  A,
  S
> {
  readonly maxBytes: number | undefined
  readonly required: boolean
  readonly nonZeroStart: boolean

  constructor(facts: BytesFacts<A, S>) {
    super(facts)
    this.maxBytes = facts.maxBytes
    this.required = facts.required ?? false
    this.nonZeroStart = facts.nonZeroStart ?? false
  }

  get expected(): string {
    const length = this.maxBytes === undefined ? "" : ` of ${this.required ? 1 : 0} to ${this.maxBytes} bytes`
    const start = this.nonZeroStart ? ", the first not 0" : ""
    return `a string, Buffer or Uint8Array${length}${start}${this.required ? "" : ", or null"}`
  }

  prepare(name: string, value: unknown): OptionWrite {
    if (typeof value !== "string" && value !== null && !types.isUint8Array(value)) {
      throw invalidArgumentType(name, this.expected, value)
    }
    checkMemory(name, value)
    const bytes = typeof value === "string" ? Buffer.from(value) : value
    const length = bytes?.length ?? 0
    if ((length === 0 && this.required) || (bytes?.[0] === 0 && this.nonZeroStart)) {
      throw invalidArgumentValue(name, this.expected, value)
    }
    if (length > (this.maxBytes ?? Number.POSITIVE_INFINITY)) throw outOfRange(name, this.expected, length)
    return (port, owner, id) => port.setBytes(owner, id, length === 0 ? null : bytes)
  }

  read(port: OptionFunctions, owner: number, id: number): string | Buffer | null {
    const bytes = this.maxBytes === undefined ? readAll(port, owner, id) : port.getBytes(owner, id, this.maxBytes)
    if (bytes.length === 0) return null
    return isUtf8(bytes) ? bytes.toString() : bytes
  }
}

/** Binary data. */
export function bytes<A extends Access, S extends SocketName = SocketName>(facts: BytesFacts<A, S>) {
  return new BytesOption(facts)
}

/**
 * A CURVE key. Its value never appears in an error.
 *
 * Its type includes null, because reading returns null if there is no key, but setting null is rejected. libzmq cannot
 * unset a key; and a program that means "no security" by null, or lacks a key by mistake, must not go on in the clear.
 */
export class CurveKeyOption<A extends Access = Access, S extends SocketName = SocketName> extends Option<
  string | null,
  string | Uint8Array | null,
  A,
  S
> {
  readonly expected = `a key: ${keyCharacters} characters of Z85, or ${keyBytes} bytes`

  prepare(name: string, value: unknown): OptionWrite {
    if (typeof value === "string") {
      if (!isKey(value)) throw this.invalidKey(name, value)
      // libzmq expects Z85 with a final NUL; 40 bytes without it are a deprecated form.
      return (port, owner, id) => port.setBytes(owner, id, Buffer.from(`${value}\0`))
    }
    if (!types.isUint8Array(value)) throw invalidArgumentType(name, this.expected, value, true)
    if (value.length !== keyBytes) throw this.invalidKey(name, value)
    return (port, owner, id) => port.setBytes(owner, id, value)
  }

  private invalidKey(name: string, value: unknown): Error {
    return invalidArgumentValue(name, this.expected, value, true)
  }

  /** libzmq writes Z85 only into a buffer of exactly this size, and returns a key of zeros if no key is set. */
  read(port: OptionFunctions, owner: number, id: number): string | null {
    const key = port.getBytes(owner, id, keyCharacters + 1).toString("latin1", 0, keyCharacters)
    return key === "0".repeat(keyCharacters) ? null : key
  }
}

/** A CURVE key. */
export function curveKey<A extends Access, S extends SocketName = SocketName>(
  facts: OptionFacts<A, S> & { default?: null },
) {
  return new CurveKeyOption(facts)
}
