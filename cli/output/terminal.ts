/** The colours that are used, as numbers of ECMA-48. */
const colours = { red: 31, green: 32, yellow: 33, cyan: 36, dim: 2, bold: 1 } as const
type Colour = keyof typeof colours

/** Whether text to the stream may have colours: on a terminal, unless NO_COLOR or FORCE_COLOR says otherwise. */
export function hasColours(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  if (FORCE_COLOR) return FORCE_COLOR !== "0"
  return stream.isTTY === true && !NO_COLOR && TERM !== "dumb"
}

/** The text in a colour, if the stream shows colours. */
export function coloured(colour: Colour, text: string, stream: NodeJS.WriteStream): string {
  return hasColours(stream) ? `\x1b[${colours[colour]}m${text}\x1b[0m` : text
}

let quiet = false

/** Whether {@link notice} says nothing. */
export function setQuiet(value: boolean): void {
  quiet = value
}

/** A remark about what happens, on the standard error. */
export function notice(text: string): void {
  if (!quiet) process.stderr.write(`${coloured("dim", text, process.stderr)}\n`)
}

/** Something that the user has to know, although the command goes on. */
export function warning(text: string): void {
  process.stderr.write(`${coloured("yellow", "warning:", process.stderr)} ${text}\n`)
}

export function errorLine(command: string, text: string): void {
  process.stderr.write(`${coloured("red", `${command}:`, process.stderr)} ${text}\n`)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it looks for
const controls = /[\x00-\x08\x0a-\x1f\x7f-\x9f]/g

/** Text from a peer, without what would control the terminal. */
export function printable(text: string): string {
  return text.replace(controls, (character) => {
    if (character === "\n") return "\\n"
    return character === "\r" ? "\\r" : `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`
  })
}
