import { parseArgs } from "node:util"
import { type Subject, search } from "./search"

/** The command line of a search: [--runs=NUMBER] [--seed=NUMBER] [--path=PATH]. */
export async function searchCommand<Plan>(subject: Subject<Plan>, runs: number): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: "string", default: String(runs) },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      path: { type: "string" },
    },
  })
  console.log(`seed ${values.seed}`)
  const { path } = values
  const result = await search(subject, { runs: Number(values.runs), seed: Number(values.seed), path })
  console.log(result.failure ?? `${result.runs} plans in ${Math.round(result.seconds)} s: nothing failed`)
  process.exitCode = result.failure === undefined ? 0 : 1
}
