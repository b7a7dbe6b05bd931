import { resolve } from "node:path"
import { CommanderError } from "commander"
import { endOnSignals } from "./children"
import { choose, leftOut, parseCommandLine } from "./command-line"
import { createDisplay } from "./display"
import { missingProgram } from "./drivers"
import { failed, runHarness } from "./harness"
import { isBusy, watchOthers } from "./others"
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
  // The dealers of routers are plain C, whoever the router is.
  const needsC = cells.some(({ scenario, contenders }) => {
    return ["router", "connections"].includes(scenario) || contenders.some(({ driver }) => driver === "libzmq")
  })
  const missing = missingProgram("libzmq")
  if (needsC && missing !== undefined) return refuse(`${missing} is missing; "npm run build:bench" builds it`)
  for (const line of leftOut(options)) console.error(line)
  const others = await watchOthers()
  if (others !== undefined && isBusy({ before: others })) {
    const busy = `Other processes take ${(others * 100).toFixed(0)} % of this machine's CPU time`
    if (!options.force) return refuse(`${busy}, so figures would mean nothing. Wait until it is idle, or use --force.`)
    console.error(`${busy}: the figures mean nothing, and the report says so.`)
  }
  endOnSignals()
  const { rounds, duration, count, full, output } = options
  const command = ["npm run bench", ...(parameters.length > 0 ? ["--", ...parameters] : [])].join(" ")
  const run = { cells, rounds, settings: { duration, count, full }, command, othersBefore: others }
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
