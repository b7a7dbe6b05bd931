import { Command, InvalidArgumentError, Option } from "commander"
import { driverNames, missingProgram } from "./drivers"
import type { PlannedCell } from "./harness"
import type { Cell, DriverName, ScenarioName } from "./result"
import { scenarioNames, scenarios } from "./scenarios"

const transports = ["tcp", "ipc", "inproc", "ws"] as const

/** Which cells and contenders to run. An absent property restricts nothing. */
export interface Choice {
  /** The whole grid, else the part of it that is quick. */
  full: boolean
  scenario?: readonly ScenarioName[]
  driver?: readonly DriverName[]
  transport?: readonly Cell["transport"][]
  size?: readonly number[]
}

export interface Options extends Choice {
  rounds: number
  duration: number
  count?: number
  output: string
  list: boolean
  /** Measures on a busy machine too. */
  force: boolean
}

/** Throws commander's error after it printed what is wrong to stderr, and after it printed the help for --help. */
export function parseCommandLine(parameters: readonly string[]): Options {
  const given = program().parse(parameters, { from: "user" }).opts<Options>()
  return { ...{ full: false, list: false, force: false, duration: given.full ? 1 : 0.3 }, ...given }
}

function program(): Command {
  const count = new Option("--count <n>", "messages of a round instead; to try things out").argParser(atLeast(2))
  return new Command("npm run bench --")
    .description("Measures zmq-napi beside zeromq, jszmq and libzmq in plain C, on this machine.")
    .usage("[options]")
    .option("--full", "the whole grid, with longer rounds: within an hour instead of a few minutes")
    .addOption(listOption("--scenario <names>", "only these scenarios, with all their cells", scenarioNames))
    .addOption(listOption("--driver <names>", "only these drivers", driverNames))
    .addOption(listOption("--transport <names>", "only these transports", transports))
    .option("--size <sizes>", "sizes of messages, such as 16,4KiB,1MiB", (text) => words(text).map(size))
    .option("--rounds <n>", "rounds of each cell", atLeast(1), 5)
    .option("--duration <seconds>", "what is measured of a round (default: 0.3, with --full 1)", positive)
    .addOption(count.conflicts("duration"))
    .option("--output <folder>", "where the results go", "bench/results/latest")
    .option("--force", "measure although the machine is busy; the report says so")
    .option("--list", "show the cells that would run, and end")
    .helpOption("-h, --help", "show this, and end")
    .addHelpText("after", examples)
    .showHelpAfterError("(--help shows the options)")
    .allowExcessArguments(false)
    .exitOverride()
}

const examples = `
Lists are separated by commas. Without --full, and without --scenario, --transport or --size, a quick choice of
cells runs. The results are written as JSON, a Markdown table and plots. The status is 0, 1 if anything that was
measured failed, or 2 if the command line is wrong or the machine is busy.

Examples:
  npm run bench
  npm run bench -- --scenario throughput --transport tcp --size 16,1KiB
  npm run bench -- --scenario latency --driver zmq-napi,zeromq --rounds 9
  npm run bench -- --full --output bench/results/my-machine`

function listOption(flags: string, description: string, names: readonly string[]): Option {
  return new Option(flags, `${description}: ${names.join(", ")}`).argParser((text) => {
    const wrong = words(text).find((word) => !names.includes(word))
    if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}" is none of ${names.join(", ")}.`)
    return words(text)
  })
}

function words(text: string): string[] {
  const list = text.split(",").map((word) => word.trim())
  if (list.includes("")) throw new InvalidArgumentError("There is an empty name in the list.")
  return [...new Set(list)]
}

/** The bytes of a size as people write it: `16`, `4KiB`, `1 MiB`. */
function size(word: string): number {
  const [, number, unit = ""] = /^(\d+)\s*(|b|kib|mib)$/i.exec(word) ?? []
  const bytes = Number(number) * 1024 ** Math.max(0, ["b", "kib", "mib"].indexOf(unit.toLowerCase()))
  if (bytes >= 1 && bytes <= 2 ** 30) return bytes
  throw new InvalidArgumentError(`"${word}" is not a size, such as 16, 4KiB or 1MiB.`)
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

/** What is left out of the cells that fit, a line for each. */
export function leftOut({ driver }: Pick<Choice, "driver">): string[] {
  if (isPresent("stock-libzmq") || driver?.includes("stock-libzmq") === false) return []
  return [
    "Left out: stock-libzmq, plain C over the distribution's libzmq, which is not built (see npm run build:bench).",
  ]
}

// Optional: it needs a package of the system. What else is missing is an error.
function isPresent(driver: DriverName): boolean {
  return driver !== "stock-libzmq" || missingProgram(driver) === undefined
}

/** The cells that fit: the quick ones, or all of them if scenarios, transports or sizes are named. */
export function choose({ full, scenario, driver, transport, size }: Choice): PlannedCell[] {
  const all = full || (scenario ?? transport ?? size) !== undefined
  return (scenario ?? scenarioNames)
    .flatMap((name) => scenarios[name](size))
    .filter((cell) => (all || cell.quick) && (size?.includes(cell.size) ?? true))
    .flatMap((cell) => {
      // A baseline alone compares nothing, and a cell is of a transport when one of its contenders is.
      const contenders = cell.contenders
        .filter((other) => isPresent(other.driver))
        .filter((other) => other.driver === "node" || (driver?.includes(other.driver) ?? true))
        .filter((other) => transport?.some((name) => name === (other.transport ?? cell.transport)) ?? true)
      return contenders.some((other) => other.driver !== "node") ? [{ ...cell, contenders }] : []
    })
}
