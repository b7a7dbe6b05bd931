import { Buffer, isAscii, isUtf8 } from "node:buffer"
import { invalidArgumentType, invalidArgumentValue, isError } from "../errors/errors.js"

/** An encoding of text: UTF-8, UTF-16 (little-endian), ISO 8859-1 or ASCII. */
export type TextEncoding = "utf8" | "utf16le" | "latin1" | "ascii"

/** Converts between values and message parts. */
export interface Codec<T> {
  /** Name of the format, for the message of the error if decoding fails. */
  readonly form: string
  /** Throws a TypeError, which names the argument `name`, for a value that cannot be encoded. */
  encode(value: T, name: string): string | Uint8Array
  /** Throws if the part is malformed. */
  decode(part: Buffer): T
}

// --- text

/** `isWellFormed` is a method of ES2024 that every supported Node has. */
type WellFormed = string & { isWellFormed(): boolean }

const charset: Record<TextEncoding, { has(text: string): boolean; isValid(bytes: Buffer): boolean }> = {
  // UTF-8 cannot represent half of a surrogate pair: the peer would receive a replacement character.
  utf8: { has: (text) => (text as WellFormed).isWellFormed(), isValid: isUtf8 },
  utf16le: { has: () => true, isValid: (bytes) => bytes.length % 2 === 0 },
  latin1: { has: (text) => !/[^\0-\xff]/.test(text), isValid: () => true },
  ascii: { has: (text) => !/[^\0-\x7f]/.test(text), isValid: isAscii },
}

const spellings: Record<string, TextEncoding> = {
  utf8: "utf8",
  "utf-8": "utf8",
  utf16le: "utf16le",
  "utf-16le": "utf16le",
  latin1: "latin1",
  ascii: "ascii",
}

const text = Object.fromEntries(
  (Object.keys(charset) as TextEncoding[]).map((encoding) => [encoding, textCodec(encoding)]),
) as Record<TextEncoding, Codec<string>>

function textCodec(encoding: TextEncoding): Codec<string> {
  const { has, isValid } = charset[encoding]
  return {
    form: `text in ${encoding}`,
    encode(value: unknown, name: string): string | Uint8Array {
      if (typeof value !== "string") throw invalidArgumentType(name, "a string", value)
      if (!has(value)) throw invalidArgumentValue(name, `text that ${encoding} can encode`, value)
      return encoding === "utf8" ? value : Buffer.from(value, encoding)
    },
    decode(part: Buffer): string {
      if (!isValid(part)) throw new TypeError(`The bytes are not ${encoding}`)
      return part.toString(encoding)
    },
  }
}

/** The codec for text in an encoding, by default UTF-8. */
export function textIn(encoding: unknown = "utf8"): Codec<string> {
  if (typeof encoding !== "string") throw invalidArgumentType("encoding", "a string", encoding)
  const spelling = encoding.toLowerCase()
  const known = Object.hasOwn(spellings, spelling) ? spellings[spelling] : undefined
  if (known === undefined) throw invalidArgumentValue("encoding", '"utf8", "utf16le", "latin1" or "ascii"', encoding)
  return text[known]
}

// --- JSON

export const json: Codec<unknown> = {
  form: "JSON",
  encode(value: unknown, name: string): string {
    const encoded = attempt(() => JSON.stringify(value), name, "a value that JSON can represent", value)
    if (encoded === undefined) throw invalidArgumentValue(name, "a value that JSON can represent", value)
    return encoded
  },
  decode(part: Buffer): unknown {
    if (!isUtf8(part)) throw new TypeError("The bytes are not utf8")
    return JSON.parse(part.toString())
  },
}

// --- structured clones

let v8: typeof import("node:v8") | undefined

/** Loads node:v8 on first use. */
function serializer(): typeof import("node:v8") {
  v8 ??= require("node:v8") as typeof import("node:v8")
  return v8
}

export const object: Codec<unknown> = {
  form: "a structured clone",
  encode(value: unknown, name: string): Uint8Array {
    return attempt(() => serializer().serialize(value), name, "a value that can be cloned", value)
  },
  decode(part: Buffer): unknown {
    const deserializer = new (serializer().DefaultDeserializer)(part)
    deserializer.readHeader()
    const value: unknown = deserializer.readValue()
    const end = deserializer.readRawBytes(0).byteOffset - part.byteOffset
    if (end === part.length) return value
    throw new TypeError(`The clone ends after ${end} of ${part.length} bytes`)
  },
}

/** Calls an encoder. Wraps what it throws in an error that names the argument and has the original as its `cause`. */
function attempt<T>(encode: () => T, name: string, expected: string, value: unknown): T {
  try {
    return encode()
  } catch (cause) {
    const reason = isError(cause) ? ` (${cause.message.split("\n", 1)[0]})` : ""
    throw Object.assign(invalidArgumentValue(name, `${expected}${reason}`, value), { cause })
  }
}
