import type { Command, Option } from "commander"
import { listExamples } from "../../examples/catalogue"

/** What can be completed after a command. */
export interface CommandWords {
  name: string
  summary: string
  options: OptionWords[]
  /** The values of its first argument, if they are known. */
  values: string[]
}

export interface OptionWords {
  flags: string[]
  description: string
  takesValue: boolean
  /** The values that it can have, if they are known. */
  values: string[]
  /** Whether its value is a file or folder. */
  file: boolean
}

export function wordsOf(program: Command): CommandWords[] {
  return program.commands.map((command) => ({
    name: command.name(),
    summary: command.summary(),
    options: [...command.options.map(optionWords), help],
    values: firstArguments(command),
  }))
}

function firstArguments(command: Command): string[] {
  if (command.name() === "example") return listExamples().map(({ name }) => name)
  return [...(command.registeredArguments[0]?.argChoices ?? [])]
}

const help: OptionWords = {
  flags: ["-h", "--help"],
  description: "show the help",
  takesValue: false,
  values: [],
  file: false,
}

function optionWords({ short, long, description, required, argChoices, flags }: Option): OptionWords {
  return {
    flags: [short, long].filter((flag) => flag !== undefined),
    description,
    takesValue: required,
    values: [...(argChoices ?? [])],
    file: /<(file|folder)>/.test(flags),
  }
}
