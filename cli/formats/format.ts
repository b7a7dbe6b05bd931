import { isUtf8 } from "node:buffer"

/** A part of a message to send. */
export type Part = Buffer | string

/** How a message is written on lines, or on what else there is. */
export interface Format {
  /** Whether the whole input is one message, and not each of its lines. */
  readonly whole?: true
  /** The parts of the message of a line, which has no line break at its end. Throws if the line is not of the format. */
  read(line: Buffer): Part[] | Promise<Part[]>
  /** What is written for a message, with its line break. */
  write(parts: readonly Buffer[]): string | Buffer | Promise<string>
}

export interface FormatSettings {
  /** What separates the parts of a line; undefined: a tab in what is written, and a line that is read is one part. */
  delimiter: string | undefined
  /** Where received files go. */
  folder: string
  /** Whether the first part of each message is a routing id. */
  routed: boolean
  /** Whether what is written goes to a terminal. */
  terminal: boolean
}

/** The text of a part; undefined if it is not UTF-8. */
export function textOf(part: Buffer): string | undefined {
  return isUtf8(part) ? part.toString() : undefined
}
