import type { Cell } from "../../result"
import { groupOf } from "../scenarios"
import { type Axis, countLabel, linearAxis, logAxis, plainLabel, shortLabel, stepAxis } from "./axis"
import { lineChart } from "./lines"
import { type Draw, distinct } from "./plot"
import { extentOf, failureNote, type Point, pointsOf, type SpreadMeasure, seriesIn } from "./points"

export const drawFanout: Draw = (cells, title) =>
  overPeers(cells, title, "rate", "subscribers (logarithmic)", (points) =>
    linearAxis("deliveries a second", extentOf(points), shortLabel),
  )

export const drawRouter: Draw = (cells, title) =>
  overPeers(cells, title, "cpu", "connections (logarithmic)", (points) =>
    logAxis("CPU µs a message, router alone (logarithmic)", extentOf(points), plainLabel),
  )

function overPeers(cells: Cell[], title: string, measure: SpreadMeasure, peers: string, y: (points: Point[]) => Axis) {
  const points = pointsOf(cells, { measure, x: (cell) => cell.peers, panel: groupOf })
  const counts = distinct(points.map(({ x }) => x))
  if (counts.length < 2) return undefined
  return lineChart({
    title,
    subtitle: ["Median of the rounds, and the least and most.", ...failureNote(cells)],
    points,
    series: seriesIn(cells, points),
    x: stepAxis(peers, counts, countLabel),
    y: y(points),
    spread: true,
  })
}
