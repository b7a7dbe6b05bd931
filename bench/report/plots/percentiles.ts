import type { TopLevelSpec } from "vega-lite" with { "resolution-mode": "import" }
import type { Cell } from "../../result"
import { entriesOf } from "../contenders"
import { micros } from "../format"
import { type Axis, axisOf, logAxis, plainLabel, scaleOf } from "./axis"
import { distinct, rowsOf } from "./plot"
import type { Series } from "./theme"

// Labels keep out of each other's way where percentiles are close together.
const percentiles = [
  { key: "p50", name: "p50", shape: "circle", color: "#0072b2", label: { align: "right", dx: 10, dy: -13 } },
  { key: "p99", name: "p99", shape: "diamond", color: "#e69f00", label: { align: "center", dx: 0, dy: 14 } },
  { key: "p999", name: "p99.9", shape: "triangle-up", color: "#d55e00", label: { align: "left", dx: -10, dy: -13 } },
] as const

export interface PercentilePoint {
  series: string
  panel: string
  percentile: string
  value: number
  low: number
  high: number
  label: string
}

export function percentilePoints(cells: Cell[], panel: (cell: Cell) => string): PercentilePoint[] {
  return entriesOf(cells).flatMap(({ cell, contender }) =>
    percentiles.flatMap(({ key, name }) => {
      const spread = contender.failure === undefined ? contender.summary?.[key] : undefined
      if (spread === undefined) return []
      const { median, min, max } = spread
      return [
        {
          series: contender.name,
          panel: panel(cell),
          percentile: name,
          value: median,
          low: min,
          high: max,
          label: micros(median),
        },
      ]
    }),
  )
}

export interface PercentileChart {
  title: string
  subtitle: string[]
  points: PercentilePoint[]
  series: Series[]
}

/** A row for each contender with a dot for each percentile, on a log axis; one panel above the other. */
export function percentileChart({ title, subtitle, points, series }: PercentileChart): TopLevelSpec {
  const axis = logAxis(
    "round trip, µs (logarithmic)",
    points.flatMap(({ low, high }) => [low, high]),
    plainLabel,
    1.6,
  )
  const panels = distinct(points.map(({ panel }) => panel))
  return {
    title: { text: title, subtitle },
    vconcat: panels.map((panel) => ({
      title: { text: panel, fontSize: 12, offset: 6 },
      width: 580,
      height: { step: 46 },
      data: { values: points.filter((point) => point.panel === panel) },
      layer: layers(axis, series),
    })),
  } as TopLevelSpec
}

function layers(axis: Axis, series: Series[]) {
  const place = { type: "quantitative", scale: scaleOf(axis), axis: axisOf(axis) }
  const x = { field: "value", ...place }
  const y = { ...rowsOf(series), axis: { ...rowsOf(series).axis, grid: true } }
  const color = styled(percentiles.map((percentile) => percentile.color))
  const shape = styled(percentiles.map((percentile) => percentile.shape))
  return [
    {
      mark: { type: "rule", strokeWidth: 2 },
      encoding: { x: { ...place, field: "low" }, x2: { field: "high" }, y, color },
    },
    { mark: { type: "point", size: 90 }, encoding: { x, y, color, shape } },
    ...percentiles.map(({ name, label }) => ({
      transform: [{ filter: `datum.percentile === '${name}'` }],
      mark: { type: "text", fontSize: 11, color: "#222", ...label },
      encoding: { x, y, text: { field: "label" } },
    })),
  ]
}

function styled(range: string[]) {
  return { field: "percentile", type: "nominal", scale: { domain: percentiles.map(({ name }) => name), range } }
}
