import type { Cell, Ratios, Report } from "../result"
import { type CellQuery, type ContenderQuery, cellsOf, contendersOf, type Entry } from "./contenders"
import { count, digits, factor } from "./format"
import { medianOf } from "./rounds"
import type { FlatTarget, GrowthTarget, ImportTarget, LoadTarget, RatioTarget, Target } from "./targets"

export type Verdict = "met" | "missed" | "not measured"

/** What became of a target in one cell. */
export interface Outcome {
  name: string
  /** The cell's id, or what the cell would have been. */
  where: string
  contender: string
  wanted: string
  verdict: Verdict
  measured?: string
  /** Why nothing was measured. */
  reason?: string
}

type Finding = { value: number; text: string } | { reason: string }

export function evaluate(report: Report, targets: readonly Target[]): Outcome[] {
  return targets.flatMap((target) => {
    const entries = cellsOf(report, target.cell).flatMap((cell) => entriesFor(cell, target))
    if (entries.length > 0) return entries.map((entry) => outcome(target, find(report, target, entry), entry))
    return [outcome(target, { reason: "not run" })]
  })
}

/** A contender that is measured against a rival counts only where the rival was asked to take part. */
function entriesFor(cell: Cell, target: Target): Entry[] {
  if (target.kind === "ratio" && contendersOf(cell, target.rival).length === 0) return []
  return contendersOf(cell, target.contender).map((contender) => ({ cell, contender }))
}

function outcome(target: Target, finding: Finding, entry?: Entry): Outcome {
  const told = {
    name: target.name,
    where: entry?.cell.id ?? describeCell(target.cell),
    contender: entry?.contender.name ?? describe(target.contender),
    wanted: wanted(target),
  }
  if ("reason" in finding) return { ...told, verdict: "not measured", reason: finding.reason }
  return { ...told, verdict: reached(target, finding.value) ? "met" : "missed", measured: finding.text }
}

function reached(target: Target, value: number): boolean {
  if (target.kind !== "ratio" || target.atMost !== undefined) return value <= target.atMost!
  return value >= target.atLeast!
}

function find(report: Report, target: Target, entry: Entry): Finding {
  if (entry.contender.failure !== undefined) return { reason: `${entry.contender.name} failed` }
  switch (target.kind) {
    case "ratio":
      return ratio(target, entry)
    case "growth":
      return growth(report, target, entry)
    case "flat":
      return flatness(target, entry)
    case "import":
      return overEmptyScript(target, entry)
    case "load":
      return load(target, entry)
  }
}

function ratio(target: RatioTarget, { cell, contender }: Entry): Finding {
  const rival = contendersOf(cell, target.rival)[0]
  if (rival.failure !== undefined) return { reason: `${rival.name} failed` }
  const better: Ratios[typeof target.measure] = contender.summary?.ratios[rival.name]?.[target.measure]
  if (better === undefined) return { reason: "no ratio" }
  // Ratios say how many times better a contender is; of a cost that is the other's over its own.
  const value = target.atMost === undefined ? better : 1 / better
  return { value, text: factor(value) }
}

function growth(report: Report, target: GrowthTarget, { contender }: Entry): Finding {
  const from = cellsOf(report, target.from).flatMap((cell) => contendersOf(cell, target.contender))[0]
  if (from === undefined) return { reason: `${describeCell(target.from)} not run` }
  const [start, end] = [from.summary?.cpu?.median, contender.summary?.cpu?.median]
  if (start === undefined || end === undefined) return { reason: `${describeCell(target.from)} failed` }
  const value = end / start
  return { value, text: `${factor(value)} (${digits(start)} to ${digits(end)} µs)` }
}

function flatness(target: FlatTarget, { contender }: Entry): Finding {
  const growths = contender.rounds.map(({ memory = [] }) => {
    const start = memory.find(({ messages }) => messages >= target.messages / 10)
    const end = memory.at(-1)
    if (start === undefined || end === undefined || end.messages < target.messages) return undefined
    return (end.sender + end.receiver) / (start.sender + start.receiver)
  })
  const value = medianOf(growths)
  if (value === undefined) return { reason: `fewer than ${count(target.messages)} messages` }
  return { value, text: factor(value) }
}

function overEmptyScript(_target: ImportTarget, { cell, contender }: Entry): Finding {
  const empty = cell.contenders.find(({ name }) => /empty/i.test(name))
  if (empty?.failure !== undefined) return { reason: `${empty.name} failed` }
  const more = contender.rounds.map(({ time }, round) => {
    const baseline = empty?.rounds[round]?.time
    return time === undefined || baseline === undefined ? undefined : time - baseline
  })
  const value = medianOf(more)
  if (value === undefined) return { reason: "no empty script beside it" }
  return { value, text: `${digits(value)} ms more` }
}

function load(_target: LoadTarget, { contender }: Entry): Finding {
  const value = contender.summary?.load?.median
  if (value === undefined) return { reason: "no load" }
  return { value, text: `${digits(value * 100)} % of a core` }
}

const measures = { rate: "rate", cpu: "CPU a message", p50: "p50", peakRss: "peak memory" }

function wanted(target: Target): string {
  switch (target.kind) {
    case "ratio": {
      const bound = target.atMost === undefined ? `≥ ${short(target.atLeast!)}×` : `≤ ${short(target.atMost)}×`
      return `${measures[target.measure]} ${bound} ${describe(target.rival)}'s`
    }
    case "growth":
      return `CPU a message ≤ ${short(target.atMost)}× that of ${describeCell(target.from)}`
    case "flat":
      return `resident memory ≤ ${short(target.atMost)}× that after the first tenth`
    case "import":
      return `≤ ${short(target.atMost)} ms more than an empty script`
    case "load":
      return `≤ ${short(target.atMost * 100)} % of a core`
  }
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)))
}

function describe({ driver, style }: ContenderQuery): string {
  return style === undefined || style === "each" ? driver : `${driver} ${style}`
}

function describeCell({ scenario, transport, size, peers }: CellQuery): string {
  return [scenario, transport, size, peers].filter((word) => word !== undefined).join(" ")
}

export function countVerdicts(outcomes: Outcome[]): Record<Verdict, number> {
  const counts = { met: 0, missed: 0, "not measured": 0 }
  for (const { verdict } of outcomes) counts[verdict]++
  return counts
}

/** `12 met, 3 missed, 9 not measured` */
export function verdictLine(outcomes: Outcome[]): string {
  return Object.entries(countVerdicts(outcomes))
    .map(([verdict, number]) => `${number} ${verdict}`)
    .join(", ")
}
