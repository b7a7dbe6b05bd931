import fc from "fast-check"
import { RunnerProcess } from "./runner-process"

export interface SearchOptions {
  /** How many plans, about. */
  runs: number
  seed: number
  /** Where in the search a failure was found, as its report says. */
  path?: string | undefined
  /** How long to look for shorter plans that fail, in milliseconds. */
  shrink?: number
}

export interface Result {
  runs: number
  seconds: number
  /** What failed, and how to repeat it. */
  failure?: string
}

/** What a fuzzer does. */
export interface Subject<Plan> {
  /** As in `npm run fuzz:<name>`; its folder has the program `runner`, which carries out plans. */
  name: string
  plans: fc.Arbitrary<Plan>
  /** The most plans that are carried out at once, in the same thread: most of a plan may be waiting. */
  atOnce: number
}

/** Carries out random plans until one fails, and looks for the shortest that does. */
export async function search<Plan>(
  { name, plans, atOnce }: Subject<Plan>,
  { runs, seed, path, shrink = 120_000 }: SearchOptions,
): Promise<Result> {
  const started = Date.now()
  using runner = new RunnerProcess<Plan>(name)
  let failedAt: number | undefined
  let done = 0
  const together = fc.array(plans, { minLength: 1, maxLength: atOnce, size: "max" })
  const property = fc.asyncProperty(together, async (some: Plan[]) => {
    if (failedAt !== undefined && Date.now() - failedAt > shrink) return
    const wrong = await runner.run(some)
    if (failedAt === undefined) done += some.length
    if (wrong === undefined) return
    failedAt ??= Date.now()
    throw new Error(wrong)
  })
  const numRuns = Math.ceil((2 * runs) / (1 + atOnce))
  const details = await fc.check(property, { numRuns, seed, ...(path !== undefined && { path }) })
  const result = { runs: done, seconds: (Date.now() - started) / 1000 }
  if (!details.failed) return result
  const [some] = details.counterexample ?? []
  const repeat = `npm run fuzz:${name} -- --seed=${details.seed} --path=${details.counterexamplePath}`
  const why = details.errorInstance instanceof Error ? details.errorInstance.message : ""
  return { ...result, failure: `${why}\nThe plans: ${JSON.stringify(some)}\n${repeat}` }
}
