import type { Cell } from "../../result"
import { groupOf } from "../scenarios"
import { logAxis, plainLabel, shortLabel, sizeLabel, stepAxis } from "./axis"
import { lineChart } from "./lines"
import { type Draw, distinct } from "./plot"
import { extentOf, failureNote, type Point, type PointOptions, pointsOf, seriesIn } from "./points"

const inMebibytes = ({ size, parts }: Cell) => (size * parts) / 2 ** 20

export const drawThroughput: Draw = (cells, title) =>
  overSizes(cells, title, { measure: "rate" }, "messages a second", shortLabel)

export const drawBytes: Draw = (cells, title) =>
  overSizes(cells, title, { measure: "rate", scale: inMebibytes }, "MiB a second", plainLabel)

export const drawCost: Draw = (cells, title) =>
  overSizes(cells, title, { measure: "cpu" }, "CPU µs a message, both sides", plainLabel)

/** What goes to one peer: with more of them, size would not be all that differs. */
export const drawWebSocket: Draw = (cells, title) =>
  overSizes(
    cells.filter(({ peers }) => peers === 1),
    title,
    { measure: "rate" },
    "messages a second",
    shortLabel,
  )

function overSizes(
  cells: Cell[],
  title: string,
  options: Pick<PointOptions, "measure" | "scale">,
  measure: string,
  label: string,
) {
  const points = pointsOf(cells, { ...options, x: ({ size }) => size, panel: groupOf }).filter(isPartOfLine)
  if (points.length === 0) return undefined
  const sizes = points.map(({ x }) => x)
  return lineChart({
    title,
    subtitle: ["Median of the rounds, and the least and most. Both axes are logarithmic.", ...failureNote(cells)],
    points,
    series: seriesIn(cells, points),
    x: stepAxis("message size", sizes, sizeLabel),
    y: logAxis(measure, extentOf(points), label),
    spread: true,
  })
}

/** A panel with one size only has no line. */
function isPartOfLine({ panel }: Point, _at: number, points: Point[]): boolean {
  return distinct(points.filter((point) => point.panel === panel).map(({ x }) => x)).length > 1
}
