import type { Cell } from "../../result"
import { entriesOf } from "../contenders"
import * as format from "../format"
import { cellLabel, groupOf } from "../scenarios"
import { linearAxis, shortLabel } from "./axis"
import { type Bar, barChart, type Limit } from "./bars"
import type { Draw } from "./plot"
import { extentOf, failureNote, pointsOf, seriesIn } from "./points"

export const drawStyles: Draw = (cells, title) => {
  const panel = (cell: Cell) => `${groupOf(cell)}, ${cellLabel(cell)}`
  const points = pointsOf(cells, { measure: "rate", x: ({ size }) => size, panel })
  const plainC = new Set(
    entriesOf(cells)
      .filter(({ contender }) => contender.driver === "libzmq")
      .map(({ contender }) => contender.name),
  )
  const bars = points
    .filter(({ series }) => !plainC.has(series))
    .map(({ series, panel, y, low, high }): Bar => ({ series, panel, value: y, low, high, label: format.rate(y) }))
  if (bars.length === 0) return undefined
  const limits = points
    .filter(({ series }) => plainC.has(series))
    .map(({ panel, y }): Limit => ({ panel, value: y, label: `plain C, ${format.rate(y)}` }))
  return barChart({
    title,
    subtitle: [
      "Median of the rounds, and the least and most. More is better; dashed: libzmq in plain C.",
      ...failureNote(cells),
    ],
    bars,
    series: seriesIn(cells, bars),
    // Sizes are magnitudes apart.
    x: (panel) => {
      const isHere = (drawn: { panel: string }) => drawn.panel === panel
      const extent = [...extentOf(bars.filter(isHere)), ...limits.filter(isHere).map(({ value }) => value)]
      return linearAxis("messages a second", extent, shortLabel, 1.16)
    },
    limits,
  })
}
