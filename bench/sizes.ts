const units: Record<string, number> = { "": 1, b: 1, kib: 1024, mib: 1024 ** 2 }
const largest = 2 ** 30

/** The bytes of a size as people write it: `16`, `4KiB`, `1 MiB`; undefined if it is none. */
export function size(text: string): number | undefined {
  const [, digits, unit] = /^(\d+)\s*([a-z]*)$/i.exec(text) ?? []
  const bytes = Number(digits) * (units[unit?.toLowerCase() ?? ""] ?? Number.NaN)
  return bytes >= 1 && bytes <= largest ? bytes : undefined
}
