import { groupOf } from "../scenarios"
import { percentileChart, percentilePoints } from "./percentiles"
import type { Draw } from "./plot"
import { failureNote, seriesIn } from "./points"

export const drawLatency: Draw = (cells, title) => {
  const points = percentilePoints(cells, groupOf)
  if (points.length === 0) return undefined
  return percentileChart({
    title,
    subtitle: ["Median of the rounds, and the least and most. Less is better.", ...failureNote(cells)],
    points,
    series: seriesIn(cells, points),
  })
}
