// Specifications for Vega-Lite, without their titles.
import { type Axis, along } from "./axis"
import { type Series, styledBy } from "./theme"

/** A contender's result in a panel: the median, and the least and most of the rounds. */
export interface Point {
  series: string
  panel: string
  value: number
  low: number
  high: number
  x?: number
  label?: string
  percentile?: string
}

/** A line to measure the bars of its panel by. */
export interface Limit {
  panel: string
  value: number
  label: string
}

export function distinct<Value>(values: Value[]): Value[] {
  return [...new Set(values)]
}

/** One line a contender; one panel for each kind of cell, two in a row. */
export function lineChart(points: Point[], series: Series[], x: Axis, y: Axis): object {
  const panels = distinct(points.map(({ panel }) => panel))
  const legend = { columns: Math.min(series.length, 5) }
  // Not by an encoding of the dashes: the legend's symbols would be dashed too.
  const line = (isLimit: boolean) => ({
    transform: [{ filter: { field: "series", oneOf: series.filter((one) => one.isLimit === isLimit).map(nameOf) } }],
    mark: { type: "line", ...(isLimit && { strokeDash: [5, 3] }) },
    encoding: { y: along(y, "y") },
  })
  const spread = {
    mark: { type: "rule", strokeWidth: 1.5 },
    encoding: { y: along(y, "low"), y2: { field: "high" } },
  }
  const drawing = {
    encoding: { x: along(x, "x"), color: { ...styledBy(series, "color"), legend } },
    layer: [
      ...(points.some(({ low, high }) => low < high) ? [spread] : []),
      line(false),
      line(true),
      { mark: { type: "point" }, encoding: { y: along(y, "y"), shape: { ...styledBy(series, "shape"), legend } } },
    ],
  }
  // The name shows in the pictures, as what a point of a line is called.
  const data = { values: points.map(({ value, ...point }) => ({ ...point, y: value })) }
  if (panels.length === 1) return { data, width: 700, height: 320, ...drawing }
  const facet = { field: "panel", type: "nominal", sort: panels }
  return { data, columns: 2, facet, spec: { width: 320, height: 220, ...drawing } }
}

/** Horizontal bars with the label at their end; one panel above the other, which may have axes of their own. */
export function barChart(points: Point[], series: Series[], limits: Limit[], x: (panel: string) => Axis): object {
  const panels = distinct(points.map(({ panel }) => panel))
  return {
    vconcat: panels.map((panel) => {
      const bars = points.filter((point) => point.panel === panel)
      const marks = limits.filter((limit) => limit.panel === panel)
      return {
        title: { text: panel, fontSize: 12, offset: marks.length > 0 ? 22 : 6 },
        width: 560,
        height: { step: 30 },
        layer: [...limitLayers(marks, x(panel)), ...barLayers(bars, series, x(panel))],
      }
    }),
  }
}

function barLayers(bars: Point[], series: Series[], x: Axis) {
  const data = { values: bars }
  const y = rowsOf(series.filter(({ name }) => bars.some((bar) => bar.series === name)))
  const color = { ...styledBy(series, "color"), legend: null }
  const label = { type: "text", align: "left", dx: 6, fontSize: 12 }
  const text = { x: along(x, "high"), y, text: { field: "label" } }
  return [
    { data, mark: { type: "bar", height: { band: 0.62 } }, encoding: { x: along(x, "value"), y, color } },
    {
      data,
      mark: { type: "rule", color: "#111", strokeWidth: 1.5 },
      encoding: { x: along(x, "low"), x2: { field: "high" }, y },
    },
    // A white rim keeps the number legible where a line runs through it.
    { data, mark: { ...label, color: "white", stroke: "white", strokeWidth: 4, strokeJoin: "round" }, encoding: text },
    { data, mark: { ...label, color: "#111" }, encoding: text },
  ]
}

function limitLayers(limits: Limit[], axis: Axis) {
  if (limits.length === 0) return []
  const data = { values: limits }
  const { axis: _, ...x } = along(axis, "value")
  const rule = { data, mark: { type: "rule", color: "#333", strokeDash: [5, 3], strokeWidth: 2 }, encoding: { x } }
  const label = { type: "text", baseline: "bottom", dy: -4, fontSize: 12, color: "#333" }
  return [rule, { data, mark: label, encoding: { x, y: { value: 0 }, text: { field: "label" } } }]
}

// Labels keep out of each other's way where percentiles are close together.
export const percentiles = [
  { key: "p50", name: "p50", shape: "circle", color: "#0072b2", label: { align: "right", dx: 10, dy: -13 } },
  { key: "p99", name: "p99", shape: "diamond", color: "#e69f00", label: { align: "center", dx: 0, dy: 14 } },
  { key: "p999", name: "p99.9", shape: "triangle-up", color: "#d55e00", label: { align: "left", dx: -10, dy: -13 } },
] as const

/** A row for each contender with a dot for each percentile; one panel above the other. */
export function percentileChart(points: Point[], series: Series[], axis: Axis): object {
  const rows = rowsOf(series)
  const y = { ...rows, axis: { ...rows.axis, grid: true } }
  const [x, color, shape] = [along(axis, "value"), byPercentile("color"), byPercentile("shape")]
  const layer = [
    {
      mark: { type: "rule", strokeWidth: 2 },
      encoding: { x: along(axis, "low"), x2: { field: "high" }, y, color },
    },
    { mark: { type: "point", size: 90 }, encoding: { x, y, color, shape } },
    ...percentiles.map(({ name, label }) => ({
      transform: [{ filter: `datum.percentile === '${name}'` }],
      mark: { type: "text", fontSize: 11, color: "#222", ...label },
      encoding: { x, y, text: { field: "label" } },
    })),
  ]
  return {
    vconcat: distinct(points.map(({ panel }) => panel)).map((panel) => ({
      title: { text: panel, fontSize: 12, offset: 6 },
      width: 580,
      height: { step: 46 },
      data: { values: points.filter((point) => point.panel === panel) },
      layer,
    })),
  }
}

function byPercentile(look: "color" | "shape") {
  const scale = { domain: percentiles.map(nameOf), range: percentiles.map((percentile) => percentile[look]) }
  return { field: "percentile", type: "nominal", scale }
}

/** A row for each contender, in the order of the series. */
function rowsOf(series: Series[]) {
  const axis = { title: null, ticks: false, labelFontSize: 12, labelPadding: 6, labelLimit: 260 }
  return { field: "series", type: "nominal", sort: series.map(nameOf), axis }
}

function nameOf({ name }: { name: string }): string {
  return name
}
