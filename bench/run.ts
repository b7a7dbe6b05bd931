import { resolve } from "node:path"
import { CommanderError } from "commander"
import { endOnSignals } from "./children"
import { choose } from "./choice"
import { type Options, parseCommandLine } from "./command-line"
import { createDisplay } from "./display"
import { missing, programs } from "./drivers"
import { failed, runHarness } from "./harness"
import { describeMachine } from "./machine"
import type { PlannedCell } from "./plan"
import { summaryTable, writeReport } from "./report"

const parameters = process.argv.slice(2)

async function main(): Promise<number> {
  const options = parseCommandLine(parameters)
  const cells = choose(options)
  if (cells.length === 0) return refuse("No cell fits all of that; --list shows what fits.")
  if (options.list) return list(cells)
  const lack = lacking(cells)
  if (lack !== undefined) return refuse(lack)
  return await measure(cells, options)
}

async function measure(cells: PlannedCell[], options: Options): Promise<number> {
  warnOfLoad()
  endOnSignals()
  const { rounds, duration, count, full, output } = options
  const run = { cells, rounds, settings: { duration, count, full, programs }, command: command() }
  const report = await runHarness(run, await createDisplay())
  console.log(`\n${summaryTable(report)}\n`)
  for (const path of await writeReport(report, resolve(output))) console.log(path)
  return failed(report) ? 1 : 0
}

function list(cells: readonly PlannedCell[]): number {
  for (const { id, contenders } of cells) console.log(`${id}: ${contenders.map(({ name }) => name).join(", ")}`)
  return 0
}

function lacking(cells: readonly PlannedCell[]): string | undefined {
  const drivers = cells.flatMap((cell) => [
    ...cell.contenders.map(({ driver }) => driver),
    // Its dealers are plain C, whoever the router is.
    ...(cell.scenario === "router" ? (["libzmq"] as const) : []),
  ])
  return drivers.map(missing).find((lack) => lack !== undefined)
}

function warnOfLoad(): void {
  const { load, cores } = describeMachine()
  if (load <= cores / 2) return
  console.error(
    `The load average is ${load.toFixed(1)}: something else keeps this machine busy, and the figures will vary.`,
  )
}

function command(): string {
  return ["npm run bench", ...(parameters.length > 0 ? ["--", ...parameters] : [])].join(" ")
}

function refuse(reason: string): number {
  console.error(`error: ${reason}`)
  return 2
}

main().then(
  (status) => {
    process.exitCode = status
  },
  (error) => {
    if (!(error instanceof CommanderError)) throw error
    process.exitCode = error.exitCode === 0 ? 0 : 2
  },
)
