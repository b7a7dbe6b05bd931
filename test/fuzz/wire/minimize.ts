import type { Case, Step } from "./case"

/** Whether the target fails when these cases run. */
type Fails = (cases: readonly Case[]) => Promise<boolean>

/** Calls `fails` at most so often: whatever would be tried after that counts as necessary. */
export function atMost(attempts: number, fails: Fails): Fails {
  let left = attempts
  return async (cases) => left-- > 0 && fails(cases)
}

/** The fewest cases, steps and bytes that still fail, as far as leaving out one piece at a time finds them. */
export async function minimize(cases: readonly Case[], fails: Fails): Promise<Case[]> {
  const few = await fewest(cases, fails)
  for (const [index, before] of few.entries()) {
    const failsWith = (changed: Case) => fails(splice(few, index, 1, changed))
    const steps = await fewest(before.steps, (some) => failsWith({ ...before, steps: [...some] }))
    few[index] = { ...before, steps }
    for (const [at, step] of steps.entries()) {
      if (step.do !== "write") continue
      const withBytes = (bytes: readonly number[]): Step => ({ do: "write", bytes: Buffer.from(bytes) })
      const bytes = await fewest([...step.bytes], (some) =>
        failsWith({ ...before, steps: splice(steps, at, 1, withBytes(some)) }),
      )
      steps[at] = withBytes(bytes)
    }
  }
  return few
}

/** The elements without those that can be left out: first large runs of them, then smaller ones. */
async function fewest<T>(all: readonly T[], fails: (some: readonly T[]) => Promise<boolean>): Promise<T[]> {
  let rest = [...all]
  for (let size = Math.ceil(rest.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < rest.length; ) {
      const without = splice(rest, start, size)
      if (await fails(without)) rest = without
      else start += size
    }
  }
  return rest
}

/** A copy in which these elements are in the place of others. */
function splice<T>(all: readonly T[], start: number, count: number, ...others: T[]): T[] {
  return [...all.slice(0, start), ...others, ...all.slice(start + count)]
}
