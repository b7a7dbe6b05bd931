import type { Contender, Ratios, Round, Spread, Summary } from "./result"

export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("There is no median of no values")
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export function spread(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) }
}

type Measure = (round: Round) => number | undefined

const measures: Record<Exclude<keyof Summary, "ratios">, Measure> = {
  rate: ({ rate }) => rate,
  cpu: ({ cpu }) => cpu,
  peakRss: ({ peakRss }) => peakRss,
  p50: ({ latency }) => latency?.p50,
  p99: ({ latency }) => latency?.p99,
  p999: ({ latency }) => latency?.p999,
  time: ({ time }) => time,
  load: ({ load }) => load,
}

/** Where a ratio exists, and whether more or less is better. */
const better: Record<keyof Ratios, "more" | "less"> = {
  rate: "more",
  cpu: "less",
  p50: "less",
  peakRss: "less",
  time: "less",
}

/** Medians and spreads of the contender's rounds, and its ratios to each of the others that was measured. */
export function summarize(contender: Contender, cell: readonly Contender[]): Summary {
  const summary: Summary = { ratios: {} }
  for (const name of keys(measures)) {
    const values = contender.rounds.map(measures[name]).filter((value) => value !== undefined)
    if (values.length > 0) summary[name] = spread(values)
  }
  for (const other of cell) {
    if (other !== contender && other.failure === undefined) summary.ratios[other.name] = ratios(contender, other)
  }
  return summary
}

// The rounds' ratios, not the medians' ratio: what disturbed the machine in a round disturbed both.
function ratios(own: Contender, other: Contender): Ratios {
  const result: Ratios = {}
  for (const name of keys(better)) {
    const values = own.rounds
      .map((round, index) => ratio(measures[name](round), measures[name](other.rounds[index] ?? {}), better[name]))
      .filter((value) => value !== undefined)
    if (values.length > 0) result[name] = median(values)
  }
  return result
}

function ratio(own: number | undefined, other: number | undefined, wanted: "more" | "less"): number | undefined {
  if (own === undefined || other === undefined) return undefined
  const value = wanted === "more" ? own / other : other / own
  return Number.isFinite(value) ? value : undefined
}

function keys<Name extends string>(record: Record<Name, unknown>): Name[] {
  return Object.keys(record) as Name[]
}
