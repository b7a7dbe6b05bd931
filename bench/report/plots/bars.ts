import type { TopLevelSpec } from "vega-lite" with { "resolution-mode": "import" }
import { type Axis, axisOf, scaleOf } from "./axis"
import { distinct, rowsOf } from "./plot"
import type { Series } from "./theme"

export interface Bar {
  series: string
  panel: string
  value: number
  low: number
  high: number
  /** What stands at its end. */
  label: string
}

/** A line to measure the bars of its panel by. */
export interface Limit {
  panel: string
  value: number
  label: string
}

export interface BarChart {
  title: string
  subtitle: string[]
  bars: Bar[]
  limits: Limit[]
  series: Series[]
  /** Panels may have axes of their own. */
  x: (panel: string) => Axis
}

/** Horizontal bars with the value at their end; one panel above the other. */
export function barChart({ title, subtitle, bars, limits, series, x }: BarChart): TopLevelSpec {
  const panels = distinct(bars.map(({ panel }) => panel))
  return {
    title: { text: title, subtitle },
    vconcat: panels.map((panel) => ({
      title: { text: panel, fontSize: 12, offset: limits.some((limit) => limit.panel === panel) ? 22 : 6 },
      width: 560,
      height: { step: 30 },
      layer: [
        ...limitLayers(
          limits.filter((limit) => limit.panel === panel),
          x(panel),
        ),
        ...barLayers(
          bars.filter((bar) => bar.panel === panel),
          series,
          x(panel),
        ),
      ],
    })),
  } as TopLevelSpec
}

function barLayers(bars: Bar[], series: Series[], x: Axis) {
  const data = { values: bars }
  const length = { type: "quantitative", scale: scaleOf(x), axis: axisOf(x) }
  const y = rowsOf(series.filter(({ name }) => bars.some((bar) => bar.series === name)))
  const label = { type: "text", align: "left", dx: 6, fontSize: 12 }
  const text = { x: { field: "high", ...length }, y, text: { field: "label" } }
  return [
    {
      data,
      mark: { type: "bar", height: { band: 0.62 } },
      encoding: { x: { field: "value", ...length }, y, color: fill(series) },
    },
    {
      data,
      mark: { type: "rule", color: "#111", strokeWidth: 1.5 },
      encoding: { x: { field: "low", ...length }, x2: { field: "high" }, y },
    },
    // A white rim keeps the number legible where a line runs through it.
    { data, mark: { ...label, color: "white", stroke: "white", strokeWidth: 4, strokeJoin: "round" }, encoding: text },
    { data, mark: { ...label, color: "#111" }, encoding: text },
  ]
}

function fill(series: Series[]) {
  return {
    field: "series",
    type: "nominal",
    scale: { domain: series.map(({ name }) => name), range: series.map(({ color }) => color) },
    legend: null,
  }
}

function limitLayers(limits: Limit[], axis: Axis) {
  if (limits.length === 0) return []
  const data = { values: limits }
  const x = { field: "value", type: "quantitative", scale: scaleOf(axis) }
  const rule = { data, mark: { type: "rule", color: "#333", strokeDash: [5, 3], strokeWidth: 2 }, encoding: { x } }
  const label = { type: "text", baseline: "bottom", dy: -4, fontSize: 12, color: "#333" }
  return [rule, { data, mark: label, encoding: { x, y: { value: 0 }, text: { field: "label" } } }]
}
