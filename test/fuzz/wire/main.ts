// npm run fuzz:wire -- [--cases=NUMBER] [--seed=NUMBER] [--batch=NUMBER] [--replay=FILE]: attacks sockets of every type
// with malformed connections. What ends the target, hangs it, or keeps a descriptor is printed with the fewest cases
// that reproduce it, a line for each: the file that --replay runs again. --batch begins with that batch.
import { readFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { format, parse } from "./case"
import { fuzz, replay, type Summary } from "./fuzz"

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "100000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    batch: { type: "string", default: "0" },
    replay: { type: "string" },
  },
})

async function main(): Promise<void> {
  const seed = Number(values.seed)
  console.log(`seed ${seed}`)
  if (values.replay !== undefined) {
    const cases = readFileSync(values.replay, "utf8")
      .split("\n")
      .filter((line) => line.startsWith("{"))
    const failed = await replay(seed, cases.map(parse))
    console.log(failed ?? `${cases.length} cases: the target lives`)
    process.exitCode = failed === undefined ? 0 : 1
    return
  }
  let printed = Date.now()
  const progress = (summary: Summary) => {
    if (Date.now() - printed < 10_000) return
    printed = Date.now()
    console.log(line(summary))
  }
  const failed = (batch: number, message: string) => console.log(`batch ${batch}: ${message}`)
  const result = await fuzz({ cases: Number(values.cases), seed, batch: Number(values.batch), progress, failed })
  if (!("message" in result)) {
    console.log(line(result))
    return
  }
  console.log(
    `${result.message}\nin batch ${result.batch}, with ${result.minimized ? "these cases" : "this batch, not by itself"}:`,
  )
  for (const one of result.cases) console.log(format(one))
  process.exitCode = 1
}

function line({ cases, seconds, outcomes, goodPeers, megabytes }: Summary): string {
  const rate = Math.round(cases / seconds)
  const [first, last] = megabytes.map(Math.round)
  const ends = `${outcomes.ended} ended, ${outcomes.refused} refused, ${outcomes["stayed open"]} stayed open`
  return `${cases} cases in ${Math.round(seconds)} s, ${rate} a second: ${ends}; ${goodPeers} good peers got through; ${first} MB, then ${last} MB`
}

void main()
