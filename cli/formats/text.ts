import { coloured, printable } from "../output/terminal"
import { type Format, type FormatSettings, type Part, textOf } from "./format"

const lineBreak = Buffer.from("\n")

/** A line for each message: its bytes as they are, or on a terminal without control characters. */
export function text({ delimiter, routed, terminal }: FormatSettings): Format {
  const separator = delimiter ?? "\t"
  return {
    read(line) {
      if (delimiter !== undefined) return withRoutingId(split(line, delimiter), routed)
      if (!routed) return [line]
      const [id = line, ...rest] = split(line, separator)
      if (rest.length === 0) throw new Error("it has no routing id: write the id, a tab and the text")
      return withRoutingId([id, line.subarray(id.length + separator.length)], true)
    },
    write(parts) {
      const shown = routed ? [Buffer.from(nameOfRoutingId(parts[0] ?? Buffer.alloc(0))), ...parts.slice(1)] : parts
      if (terminal) return `${onTerminal(shown, separator)}\n`
      const pieces = shown.flatMap((part, index) => (index === 0 ? [part] : [Buffer.from(separator), part]))
      return Buffer.concat([...pieces, lineBreak])
    },
  }
}

function onTerminal(parts: readonly Buffer[], separator: string): string {
  const texts = parts.map((part) => printable(part.toString()))
  // The topic, or the peer.
  const first = texts.length > 1 ? coloured("cyan", texts[0] ?? "", process.stdout) : (texts[0] ?? "")
  return [first, ...texts.slice(1)].join(separator)
}

function split(line: Buffer, delimiter: string): Buffer[] {
  const parts: Buffer[] = []
  let from = 0
  for (let at = line.indexOf(delimiter); at !== -1; at = line.indexOf(delimiter, from)) {
    parts.push(line.subarray(from, at))
    from = at + Buffer.byteLength(delimiter)
  }
  return [...parts, line.subarray(from)]
}

function withRoutingId([id, ...rest]: Buffer[], routed: boolean): Part[] {
  if (id === undefined) return []
  return [routed ? routingIdOf(id) : id, ...rest]
}

/** A routing id as text: as it is if that can be read and typed, else `0x` and its digits. */
export function nameOfRoutingId(id: Buffer): string {
  const name = textOf(id)
  return name !== undefined && /^(?!0x)[!-~]+$/.test(name) ? name : `0x${id.toString("hex")}`
}

function routingIdOf(name: Buffer): Buffer {
  const digits = /^0x((?:[0-9a-f]{2})*)$/i.exec(name.toString("latin1"))?.[1]
  return digits === undefined ? name : Buffer.from(digits, "hex")
}
