import { InvalidArgumentError } from "commander"

const milliseconds: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
const longest = 2 ** 31 - 1

/** A time as people write it, in milliseconds: `500`, `500ms`, `2s`, `1.5m`. */
export function duration(text: string): number {
  const [, number, unit = "ms"] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(text) ?? []
  const value = Math.round(Number(number) * (milliseconds[unit] ?? 1))
  if (number !== undefined && value <= longest) return value
  throw new InvalidArgumentError("It must be a time, such as 500ms, 2s or 1m; a number alone is in milliseconds.")
}

/** As {@link duration}, or -1 for ever. */
export function durationOrForever(text: string): number {
  return text === "-1" ? -1 : duration(text)
}

export function positiveInteger(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= 1 && Number.isSafeInteger(value)) return value
  throw new InvalidArgumentError("It must be a whole number of at least 1.")
}

export function positive(text: string): number {
  const value = Number(text)
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value
  throw new InvalidArgumentError("It must be a number above 0.")
}

/** For an option that may be given several times. */
export function several(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, text]
}

/** A name and a value, as in `sendHighWaterMark=10`. */
export type Pair = readonly [name: string, value: string]

/** For an option of the form name=value that may be given several times. */
export function pairs(text: string, earlier: readonly Pair[] = []): Pair[] {
  const at = text.indexOf("=")
  if (at > 0) return [...earlier, [text.slice(0, at), text.slice(at + 1)]]
  throw new InvalidArgumentError("It must have the form name=value.")
}
