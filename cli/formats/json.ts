import { type Format, type Part, textOf } from "./format"

/**
 * A line for each message: a JSON array of its parts. A part that is itself JSON of an object or array is that value,
 * any other text a string, and bytes that are no text are `{"base64": "..."}`. A line that is no array is a message of
 * one part.
 */
export function json(): Format {
  return {
    read(line) {
      const value = parse(line.toString())
      if (!Array.isArray(value)) return [partOf(value)]
      if (value.length === 0) throw new Error("a message needs at least one part")
      return value.map(partOf)
    },
    write: (parts) => `[${parts.map(jsonOf).join(",")}]\n`,
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    throw new Error(`it is not JSON: ${(error as Error).message}`)
  }
}

function partOf(value: unknown): Part {
  if (typeof value === "string") return value
  return isBytes(value) ? Buffer.from(value.base64, "base64") : JSON.stringify(value)
}

function isBytes(value: unknown): value is { base64: string } {
  if (typeof value !== "object" || value === null || Object.keys(value).length !== 1) return false
  return typeof (value as { base64?: unknown }).base64 === "string"
}

function jsonOf(part: Buffer): string {
  const text = textOf(part)
  if (text === undefined) return JSON.stringify({ base64: part.toString("base64") })
  return nested(text) ?? JSON.stringify(text)
}

/** The text itself, so that no number loses digits, if it is the JSON of an object or array. */
function nested(text: string): string | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    const value: unknown = JSON.parse(text)
    if (isBytes(value)) return undefined
    return text.includes("\n") || text.includes("\r") ? JSON.stringify(value) : text
  } catch {
    return undefined
  }
}
