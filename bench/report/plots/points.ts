import type { Cell, Spread, Summary } from "../../result"
import { drivers, entriesOf } from "../contenders"
import { groupOf } from "../scenarios"
import { distinct } from "./plot"
import { type Series, seriesOf } from "./theme"

/** What a line or bar is drawn from. */
export interface Point {
  x: number
  y: number
  low: number
  high: number
  series: string
  /** Which panel it is in. */
  panel: string
}

export type SpreadMeasure = Exclude<keyof Summary, "ratios">

export interface PointOptions {
  measure: SpreadMeasure
  x: (cell: Cell) => number
  panel: (cell: Cell) => string
  /** From the unit of the report to that of the axis. */
  scale?: (cell: Cell) => number
}

export function pointsOf(cells: Cell[], { measure, x, panel, scale = () => 1 }: PointOptions): Point[] {
  return entriesOf(cells).flatMap(({ cell, contender }) => {
    const spread: Spread | undefined = contender.failure === undefined ? contender.summary?.[measure] : undefined
    if (spread === undefined || !(spread.median > 0)) return []
    const factor = scale(cell)
    return [
      {
        x: x(cell),
        y: spread.median * factor,
        low: spread.min * factor,
        high: spread.max * factor,
        series: contender.name,
        panel: panel(cell),
      },
    ]
  })
}

/** The looks of those who are in the plot, ours first. */
export function seriesIn(cells: Cell[], points: { series: string }[]): Series[] {
  const drawn = new Set(points.map(({ series }) => series))
  const contenders = new Map(
    entriesOf(cells)
      .filter(({ contender }) => drawn.has(contender.name))
      .map(({ contender }) => [contender.name, contender]),
  )
  const order = [...contenders.values()].sort((a, b) => drivers.indexOf(a.driver) - drivers.indexOf(b.driver))
  return seriesOf(order)
}

/** What a reader would miss: who failed where. */
export function failureNote(cells: Cell[]): string[] {
  const failed = entriesOf(cells).filter(({ contender }) => contender.failure !== undefined)
  if (failed.length === 0) return []
  const names = failed.map(({ cell, contender }) => [contender.name, groupOf(cell)].filter(Boolean).join(" in "))
  return wrapped(["Not all is shown; failed:", ...distinct(names).map((name, at) => (at === 0 ? name : `and ${name}`))])
}

/** Lines that a plot has room for. */
function wrapped(phrases: string[]): string[] {
  const lines = [""]
  for (const phrase of phrases) {
    if (`${lines.at(-1)} ${phrase}`.length > 100) lines.push("")
    lines.push(`${lines.pop()} ${phrase}`.trim())
  }
  return lines
}

/** Everything that an axis must have room for. */
export function extentOf(points: { low: number; high: number }[]): number[] {
  return points.flatMap(({ low, high }) => [low, high])
}
