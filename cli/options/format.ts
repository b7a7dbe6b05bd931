import { type Command, Option } from "commander"
import { type Format, type FormatName, formatNames, formats } from "../formats"
import type { Session } from "../session/session"

export interface FormatOptions {
  format: FormatName
  inputFormat?: FormatName
  outputFormat?: FormatName
  delimiter?: string
  folder?: string
}

/** `directions`: whether the command reads messages, writes them, or both. */
export function addFormatOptions(command: Command, directions: { reads: boolean; writes: boolean }): Command {
  const { reads, writes } = directions
  const choice = (flags: string, what: string) => new Option(flags, what).choices(formatNames)
  command.optionsGroup("Messages:")
  command.addOption(choice("-f, --format <format>", "how a message is written").default("text"))
  if (reads && writes) {
    command.addOption(choice("--input-format <format>", "for the input alone"))
    command.addOption(choice("--output-format <format>", "for the output alone"))
  }
  command.option("-d, --delimiter <text>", delimiterText(directions), unescape)
  if (writes) command.option("--folder <folder>", "where --format file puts received files", ".")
  return command
}

function delimiterText({ reads, writes }: { reads: boolean; writes: boolean }): string {
  const read = "splits a line into parts (default for text: none)"
  const write = "stands between parts (default for text: a tab)"
  return [...(reads ? [read] : []), ...(writes ? [write] : [])].join("; ")
}

/** Shells have no simple way to write a tab. */
function unescape(text: string): string {
  return text.replaceAll("\\t", "\t").replaceAll("\\0", "\0")
}

/** How the command reads messages, and how it writes them. */
export function formatsOf(options: FormatOptions, session: Session, routed = false): { input: Format; output: Format } {
  const { format, inputFormat = format, outputFormat = format, delimiter, folder = "." } = options
  const settings = { delimiter, folder, routed, terminal: session.output.terminal }
  return { input: formats[inputFormat](settings), output: formats[outputFormat](settings) }
}
