import { Command, InvalidArgumentError, Option } from "commander"
import type { Choice } from "./choice"
import { driverNames } from "./drivers"
import { scenarioNames } from "./scenarios"
import { size } from "./sizes"

const transports = ["tcp", "ipc", "inproc", "ws"] as const

export interface Options extends Choice {
  rounds: number
  duration: number
  count?: number
  output: string
  list: boolean
}

interface Raw {
  full?: true
  scenario?: Options["scenarios"]
  driver?: Options["drivers"]
  transport?: Options["transports"]
  size?: number[]
  rounds: number
  duration?: number
  count?: number
  output: string
  list?: true
}

/** Throws commander's error for what is wrong, after it was told on stderr; and for --help, after it was shown. */
export function parseCommandLine(parameters: readonly string[], write?: (text: string) => void): Options {
  const command = program()
  if (write !== undefined) command.configureOutput({ writeOut: write, writeErr: write })
  const raw = command.parse(parameters, { from: "user" }).opts<Raw>()
  const { full = false, list = false, scenario, driver, transport, size: sizes, duration, ...rest } = raw
  return {
    full,
    list,
    scenarios: scenario,
    drivers: driver,
    transports: transport,
    sizes,
    duration: duration ?? (full ? 1 : 0.3),
    ...rest,
  }
}

function program(): Command {
  return new Command("npm run bench --")
    .description("Measures zmq-napi beside zeromq, jszmq and libzmq in plain C, on this machine.")
    .usage("[options]")
    .addOption(new Option("--full", "the whole grid, with longer rounds: about half an hour instead of three minutes"))
    .addOption(listOption("--scenario <names>", "these only, and all their cells", scenarioNames))
    .addOption(listOption("--driver <names>", "these only", driverNames))
    .addOption(listOption("--transport <names>", "these only", transports))
    .addOption(new Option("--size <sizes>", "sizes of messages, such as 16,4KiB,1MiB").argParser(sizeList))
    .addOption(new Option("--rounds <n>", "rounds of each cell").argParser(atLeast(1)).default(5))
    .addOption(
      new Option("--duration <seconds>", "what is measured of a round (default: 0.3, with --full 1)").argParser(
        positive,
      ),
    )
    .addOption(
      new Option("--count <n>", "messages of a round instead; to try things out")
        .argParser(atLeast(2))
        .conflicts("duration"),
    )
    .addOption(new Option("--output <folder>", "where the results go").default("bench/results/latest"))
    .addOption(new Option("--list", "show the cells that would run, and end"))
    .helpOption("-h, --help", "show this, and end")
    .addHelpText("after", examples)
    .showHelpAfterError("(--help shows the options)")
    .allowExcessArguments(false)
    .exitOverride()
}

const examples = `
Lists are separated by commas. Without --full, and without --scenario, --transport or --size, a quick choice of
cells runs. The results are written as JSON, a Markdown table and plots. The status is 0, 1 if anything that was
measured failed, or 2 if the command line is wrong.

Examples:
  npm run bench
  npm run bench -- --scenario throughput --transport tcp --size 16,1KiB
  npm run bench -- --scenario latency --driver zmq-napi,zeromq --rounds 9
  npm run bench -- --full --output bench/results/my-machine`

function listOption(flags: string, description: string, names: readonly string[]): Option {
  return new Option(flags, `${description}: ${names.join(", ")}`).argParser((text) => {
    const wanted = words(text)
    const wrong = wanted.find((word) => !names.includes(word))
    if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}" is none of ${names.join(", ")}.`)
    return wanted
  })
}

function sizeList(text: string): number[] {
  return words(text).map((word) => {
    const bytes = size(word)
    if (bytes === undefined) throw new InvalidArgumentError(`"${word}" is not a size, such as 16, 4KiB or 1MiB.`)
    return bytes
  })
}

function words(text: string): string[] {
  const list = text.split(",").map((word) => word.trim())
  if (list.includes("")) throw new InvalidArgumentError("There is an empty name in the list.")
  return [...new Set(list)]
}

function atLeast(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (Number.isSafeInteger(value) && value >= least) return value
    throw new InvalidArgumentError(`It must be an integer of at least ${least}.`)
  }
}

function positive(text: string): number {
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw new InvalidArgumentError("It must be a positive number of seconds.")
}
