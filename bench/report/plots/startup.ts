import * as format from "../format"
import { cellLabel } from "../scenarios"
import { linearAxis, plainLabel } from "./axis"
import { type Bar, barChart } from "./bars"
import type { Draw } from "./plot"
import { extentOf, failureNote, pointsOf, seriesIn } from "./points"

export const drawStartup: Draw = (cells, title) => {
  const points = pointsOf(cells, { measure: "time", x: () => 0, panel: cellLabel })
  if (points.length === 0) return undefined
  const bars = points.map(
    ({ series, panel, y, low, high }): Bar => ({ series, panel, value: y, low, high, label: format.millis(y) }),
  )
  return barChart({
    title,
    subtitle: ["Median of the rounds, and the least and most. Less is better.", ...failureNote(cells)],
    bars,
    series: seriesIn(cells, bars),
    x: () => linearAxis("milliseconds", extentOf(bars), plainLabel, 1.16),
    limits: [],
  })
}
