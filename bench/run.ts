import { existsSync } from "node:fs"
import { resolve } from "node:path"
import { CommanderError } from "commander"
import { endOnSignals } from "./children"
import { choose, parseCommandLine } from "./command-line"
import { createDisplay } from "./display"
import { native } from "./drivers"
import { failed, runHarness } from "./harness"
import { describeMachine } from "./machine"
import { summaryTable, writeReport } from "./report"

const parameters = process.argv.slice(2)

async function main(): Promise<number> {
  const options = parseCommandLine(parameters)
  const cells = choose(options)
  if (cells.length === 0) return refuse("No cell fits all of that; --list shows what fits.")
  if (options.list) {
    for (const { id, contenders } of cells) console.log(`${id}: ${contenders.map(({ name }) => name).join(", ")}`)
    return 0
  }
  // A router's dealers are plain C, whoever the router is.
  const needsC = cells.some(({ scenario, contenders }) => {
    return scenario === "router" || contenders.some(({ driver }) => driver === "libzmq")
  })
  if (needsC && !existsSync(native)) return refuse(`${native} is missing; "npm run build:bench" builds it`)
  const { load, cores } = describeMachine()
  if (load > cores / 2) {
    const busy = `The load average is ${load.toFixed(1)}: something else keeps this machine busy`
    console.error(`${busy}, and the figures will vary.`)
  }
  endOnSignals()
  const { rounds, duration, count, full, output } = options
  const command = ["npm run bench", ...(parameters.length > 0 ? ["--", ...parameters] : [])].join(" ")
  const run = { cells, rounds, settings: { duration, count, full }, command }
  const report = await runHarness(run, await createDisplay())
  console.log(`\n${summaryTable(report)}\n`)
  for (const path of await writeReport(report, resolve(output))) console.log(path)
  return failed(report) ? 1 : 0
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
