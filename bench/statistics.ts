import {
  type Contender,
  compared,
  type Measure,
  measures,
  type Ratios,
  type Round,
  type Spread,
  type Summary,
} from "./result"

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  if (low === undefined || high === undefined) throw new RangeError("There is no median of no values")
  return (low + high) / 2
}

/** The median of what was measured, or nothing where nothing was. */
export function medianOf(values: readonly (number | undefined)[]): number | undefined {
  const measured = values.filter((value) => value !== undefined)
  return measured.length === 0 ? undefined : median(measured)
}

export function spread(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) }
}

function valueOf(round: Round | undefined, name: Measure): number | undefined {
  const measured: Partial<Record<Measure, number>> = { ...round, ...round?.latency }
  return measured[name]
}

/** Medians and spreads of the contender's rounds, and its ratios to each of the others that was measured. */
export function summarize(contender: Contender, cell: readonly Contender[]): Summary {
  const summary: Summary = { ratios: {} }
  for (const name of measures) {
    const values = contender.rounds.map((round) => valueOf(round, name)).filter((value) => value !== undefined)
    if (values.length > 0) summary[name] = spread(values)
  }
  for (const other of cell) {
    if (other !== contender && other.failure === undefined) summary.ratios[other.name] = ratios(contender, other)
  }
  return summary
}

function ratios(own: Contender, other: Contender): Ratios {
  const result: Ratios = {}
  for (const name of compared) {
    const value = ratio(own, other, name)
    if (value !== undefined) result[name] = value
  }
  return result
}

/**
 * How many times better a contender is than another of its cell; nothing if one of them was not measured by that. It is
 * the median of the rounds' ratios, not the ratio of the medians: a disturbance of the machine hits both contenders of a
 * round.
 */
export function ratio(own: Contender, other: Contender, name: keyof Ratios): number | undefined {
  const all = own.rounds.map((round, index) => {
    const [ours = Number.NaN, theirs = Number.NaN] = [valueOf(round, name), valueOf(other.rounds[index], name)]
    return name === "rate" ? ours / theirs : theirs / ours
  })
  return medianOf(all.filter(Number.isFinite))
}
