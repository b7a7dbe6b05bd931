import os from "node:os"
import { Command, Option } from "commander"
import type { Settings } from "../../bench/harness"
import { measureCell } from "../../bench/harness"
import type { Cell, DriverName } from "../../bench/result"
import { cells, titleOf } from "../bench/cells"
import { exposeFolders, folderOf, rivals } from "../bench/libraries"
import { plot } from "../bench/plot"
import { Progress } from "../bench/progress"
import { positive, positiveInteger } from "../options/values"
import { notice, warning } from "../output/terminal"
import { action } from "../session/action"
import type { Session } from "../session/session"
import { examplesText } from "./socket-command"

interface BenchOptions {
  rounds: number
  duration: number
  count?: number
  only?: string
  json?: boolean
}

const scenarios = ["throughput", "latency", "fanout", "websocket"]

export const bench = new Command("bench")
  .summary("measure this package here, beside zeromq and jszmq if the project has them")
  .description(
    "Measures messages a second, and the time of a round trip, between two processes on this machine. The libraries take " +
      "turns in each round, each time in new processes; the numbers are the median of the rounds, and in parentheses the " +
      "least and the most. A ratio above 1 says that zmq-napi is better by that factor. zeromq and jszmq take part if the " +
      "project of this folder has them. The machine should do nothing else meanwhile.",
  )
  .usage("[options]")
  .option("--rounds <n>", "how often each is measured", positiveInteger, 5)
  .option("--duration <seconds>", "how long, each time", positive, 0.3)
  .addOption(
    new Option("--count <n>", "messages of each round instead; to try things out")
      .argParser(positiveInteger)
      .conflicts("duration"),
  )
  .addOption(new Option("--only <scenario>", "only this scenario").choices(scenarios))
  .option("--json", "print the result of each round, as JSON")
  .addHelpText(
    "after",
    examplesText([
      ["everything, in about a minute", "zmq-napi bench"],
      ["round trips, for longer", "zmq-napi bench --only latency --rounds 9 --duration 1"],
    ]),
  )
  .action(action(run))

async function run(session: Session, options: BenchOptions): Promise<void> {
  const drivers = presentDrivers()
  const planned = cells(drivers).filter(({ scenario }) => options.only === undefined || scenario === options.only)
  const load = os.loadavg()[0] ?? 0
  if (load > os.availableParallelism() / 2) warning(`Something else keeps this machine busy (load ${load.toFixed(1)})`)
  const { rounds, duration, count } = options
  const settings: Settings = { duration, count, full: false }
  const progress = new Progress(planned.reduce((sum, { contenders }) => sum + contenders.length * rounds, 0))
  const versions: Record<string, string> = {}
  const results: Cell[] = []
  for (const cell of planned) {
    const display = { round: (_: unknown, { name }: { name: string }) => progress.next(`${titleOf(cell)}: ${name}`) }
    const result = await interruptible(session, measureCell(cell, { rounds, settings }, display, versions), progress)
    results.push(result)
    if (!options.json) await session.output.write(`${plot(result)}\n`)
  }
  const machine = `${os.cpus()[0]?.model ?? os.arch()}, ${os.availableParallelism()} cores, Node ${process.version}`
  if (options.json) {
    const report = { date: new Date().toISOString(), machine, versions, rounds, cells: results }
    await session.output.write(`${JSON.stringify(report, undefined, 2)}\n`)
  } else await session.output.write(`${Object.values(versions).join("; ")}\n${machine}; ${rounds} rounds\n`)
  const failed = results.flatMap(({ contenders }) => contenders.filter(({ failure }) => failure !== undefined))
  if (failed[0] !== undefined) throw new Error(`${failed.length} could not be measured. ${failed[0].failure}`)
}

function presentDrivers(): DriverName[] {
  const found = rivals.map((rival) => ({ rival, folder: folderOf(rival, process.cwd()) }))
  exposeFolders(found.flatMap(({ folder }) => (folder === undefined ? [] : [folder])))
  const missing = found.filter(({ folder }) => folder === undefined).map(({ rival }) => rival)
  if (missing.length > 0) notice(`Not in this project, and not measured: ${missing.join(", ")}`)
  return ["zmq-napi", ...found.flatMap(({ rival, folder }) => (folder === undefined ? [] : [rival]))]
}

/** Its processes end with this one. */
async function interruptible<Value>(session: Session, work: Promise<Value>, progress: Progress): Promise<Value> {
  const { signal } = session
  try {
    signal.throwIfAborted()
    return await new Promise<Value>((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true })
      work.then(resolve, reject)
    })
  } finally {
    progress.clear()
  }
}
