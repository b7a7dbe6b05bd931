import type { Format, FormatSettings } from "./format"

/** A line for each message: the hexadecimal digits of each part, and `-` for an empty one. */
export function hex({ delimiter = " " }: FormatSettings): Format {
  return {
    read: (line) => line.toString("latin1").split(delimiter).map(bytesOf),
    write: (parts) => `${parts.map((part) => (part.length === 0 ? "-" : part.toString("hex"))).join(delimiter)}\n`,
  }
}

function bytesOf(digits: string): Buffer {
  if (digits === "-" || digits === "") return Buffer.alloc(0)
  if (/^(?:[0-9a-f]{2})+$/i.test(digits)) return Buffer.from(digits, "hex")
  throw new Error("it is not pairs of hexadecimal digits, with a space between two parts and - for an empty part")
}
