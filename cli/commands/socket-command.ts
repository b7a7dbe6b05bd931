import { Command } from "commander"
import { addFormatOptions, type FormatOptions } from "../options/format"
import { addMessageOptions, type MessageOptions } from "../options/messages"
import { addEndpointOptions, addSocketOptions, type SocketOptions } from "../options/socket"
import { positiveInteger } from "../options/values"

/** The options of the commands that are a socket. */
export interface SocketCommandOptions extends SocketOptions, FormatOptions, MessageOptions {
  count?: number
}

export interface SocketCommandFacts {
  name: string
  summary: string
  /** What it does, in a few sentences. */
  description: string
  /** Whether it reads messages that it sends, and writes messages that it receives. */
  reads: boolean
  writes: boolean
  /** What `--count` counts. */
  counted: string
  /** Adds the options that only this command has. */
  own?: (command: Command) => void
  /** Command lines that work, each with what it does. */
  examples: readonly (readonly [what: string, line: string])[]
}

/** A command that is one socket. */
export function socketCommand(facts: SocketCommandFacts): Command {
  const { name, summary, description, reads, writes, counted, own, examples } = facts
  const command = new Command(name).summary(summary).description(description).usage("[options]")
  addEndpointOptions(command)
  addFormatOptions(command, { reads, writes })
  if (reads) addMessageOptions(command)
  own?.(command)
  command.option("-n, --count <n>", counted, positiveInteger)
  addSocketOptions(command)
  return command.addHelpText("after", examplesText(examples))
}

/** The end of a help text. */
export function examplesText(examples: SocketCommandFacts["examples"]): string {
  const lines = examples.map(([what, line]) => `  ${line}\n      ${what}`)
  return `\nExample${lines.length > 1 ? "s" : ""}:\n${lines.join("\n")}`
}
