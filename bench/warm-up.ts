import type { Exchange } from "./exchange"
import type { Settings } from "./plan"

type Bounds = Pick<Exchange, "sides" | "minimum" | "subscribers">

// Enough for a compiler to see what is hot, and for a rate that can be believed.
const shortest = 0.15
const fewest = 100
const most = 20_000_000
const firstBytes = 8 << 20

/** Runs until it has taken long enough for the compilers: the rate, in messages a second, that the last run had. */
export async function warmUp(
  run: (count: number, expected: number) => Promise<unknown>,
  bounds: Bounds,
  { duration, count: fixed }: Pick<Settings, "duration" | "count">,
): Promise<number> {
  const wanted = Math.max(shortest, duration / 2)
  let count = fixed ?? firstCount(bounds)
  for (let rate = 0; ; ) {
    const began = performance.now()
    await run(count, rate === 0 ? 0 : count / rate)
    const seconds = (performance.now() - began) / 1000
    rate = count / seconds
    if (fixed !== undefined || seconds >= wanted || count >= most) return rate
    count = Math.ceil(Math.min(most, 10 * count, 1.2 * wanted * rate))
  }
}

/** How many messages take about as long as a round should. */
export function measuredCount(rate: number, { minimum = fewest }: Bounds, { duration }: { duration: number }): number {
  return Math.ceil(Math.min(most, Math.max(minimum, duration * rate)))
}

function firstCount({ sides, minimum = fewest, subscribers = 1 }: Bounds): number {
  const { size, parts = 1 } = sides[0]!.spec
  const few = firstBytes / (Math.max(size, 1) * parts * subscribers)
  return Math.ceil(Math.max(minimum, Math.min(2000, few)))
}
