// Specifications for Vega-Lite, without their titles.
import type { Style } from "./theme"

/** A contender's result in a panel: the median, and the least and most of the rounds. */
export interface Point {
  series: string
  panel: string
  x: number
  value: number
  low: number
  high: number
  /** The number beside a bar or dot. */
  label: string
  percentile?: string
}

/** Given all values for which an axis must have room, makes the channel of a field along it. */
export type AxisOver = (values: number[]) => (field: keyof Point) => object

export const plainLabel = "datum.value === 0 ? '0' : format(datum.value, '~r')"
export const shortLabel = "datum.value === 0 ? '0' : format(datum.value, '~s')"
export const countLabel = "format(datum.value, ',')"
export const sizeLabel =
  "datum.value >= 1048576 ? datum.value / 1048576 + ' MiB' : " +
  "datum.value >= 1024 ? datum.value / 1024 + ' KiB' : datum.value + ' B'"

/** `label` is a Vega expression over `datum.value`; without positions of ticks, the library chooses them. */
function axis(title: string, type: "log" | "linear", label: string, domain: [number, number], values?: number[]) {
  return (field: keyof Point) => {
    const ticks = { title, labelExpr: label, labelFlush: false, ...(values && { values }) }
    return { field, type: "quantitative", scale: { type, domain, nice: false }, axis: ticks }
  }
}

/** Logarithmic, with ticks at powers of ten, and at 2 and 5 times those where they alone would be too few. */
export function logAxis(title: string, label: string, room = 1.3): AxisOver {
  return (all) => {
    const [least, most] = [Math.min(...all) / room, Math.max(...all) * room]
    const steps = Math.log10(most / least) > 3 ? [1] : [1, 2, 5]
    const powers = Array.from({ length: 40 }, (_, at) => at - 20)
    const numbers = powers.flatMap((power) => steps.map((step) => Number(`${step}e${power}`)))
    const values = numbers.filter((value) => value >= least && value <= most)
    return axis(title, "log", label, [least, most], values)
  }
}

/** Linear from zero. */
export function linearAxis(title: string, room = 1.05): AxisOver {
  return (all) => axis(title, "linear", shortLabel, [0, Math.max(...all) * room])
}

/** Logarithmic, for what has been chosen, not measured: one tick for each value. */
export function stepAxis(title: string, label: string): AxisOver {
  return (all) => {
    const [least, most] = [Math.min(...all), Math.max(...all)]
    const room = (most / least) ** 0.03
    return axis(title, "log", label, [least / room, most * room], distinct(all))
  }
}

export function distinct<Value>(values: Value[]): Value[] {
  return [...new Set(values)]
}

/** The values that an axis must have room for. */
function extentOf(points: Point[]): number[] {
  return points.flatMap(({ low, high }) => [low, high])
}

/** One line a contender; one panel for each kind of cell, two in a row. */
export function lineChart(points: Point[], style: Style, xAxis: AxisOver, yAxis: AxisOver): object {
  const [x, y] = [xAxis(points.map((point) => point.x)), yAxis(extentOf(points))]
  const panels = distinct(points.map(({ panel }) => panel))
  const legend = { columns: Math.min(style.names.length, 5) }
  const layer = [
    { mark: "rule", encoding: { y: y("low"), y2: { field: "high" } } },
    { mark: "line", encoding: { y: y("value"), strokeDash: style.strokeDash } },
    { mark: "point", encoding: { y: y("value"), shape: { ...style.shape, legend } } },
  ]
  const encoding = { x: x("x"), color: { ...style.color, legend } }
  const size = panels.length === 1 ? { width: 700, height: 320 } : { width: 320, height: 220 }
  const facet = { field: "panel", type: "nominal", sort: panels }
  return { data: { values: points }, columns: 2, facet, spec: { ...size, encoding, layer } }
}

/** A row for each contender, with what `layersOf` draws; one panel above the other, each with an axis of its own. */
function rowChart(points: Point[], { names }: Style, step: number, layersOf: (points: Point[], y: object) => object[]) {
  const panels = distinct(points.map(({ panel }) => panel))
  return {
    vconcat: panels.map((panel) => {
      const values = points.filter((point) => point.panel === panel)
      const shown = names.filter((name) => values.some(({ series }) => series === name))
      const axis = {
        title: null,
        ticks: false,
        labelFontSize: 12,
        labelPadding: 6,
        grid: points.some(({ percentile }) => percentile),
      }
      const y = { field: "series", type: "nominal", sort: shown, axis }
      const title = { text: panel, fontSize: 12, offset: 6 }
      return { title, width: 560, height: { step }, data: { values }, layer: layersOf(values, y) }
    }),
  }
}

/** Horizontal bars with the label at their end. Panels share the axis where they are of one magnitude. */
export function barChart(points: Point[], style: Style, xAxis: AxisOver, isShared: boolean): object {
  return rowChart(points, style, 30, (bars, y) => {
    const x = xAxis(extentOf(isShared ? points : bars))
    const label = { type: "text", align: "left", dx: 6, fontSize: 12 }
    const text = { x: x("high"), y, text: { field: "label" } }
    const color = { ...style.color, legend: null }
    return [
      { mark: { type: "bar", height: { band: 0.62 } }, encoding: { x: x("value"), y, color } },
      { mark: { type: "rule", color: "#111" }, encoding: { x: x("low"), x2: { field: "high" }, y } },
      // A white rim keeps the number legible where a line runs through it.
      { mark: { ...label, color: "white", stroke: "white", strokeWidth: 4, strokeJoin: "round" }, encoding: text },
      { mark: label, encoding: text },
    ]
  })
}

// Labels keep out of each other's way where percentiles are close together.
export const percentiles = [
  { key: "p50", name: "p50", shape: "circle", color: "#0072b2", label: { align: "right", dx: 10, dy: -13 } },
  { key: "p99", name: "p99", shape: "diamond", color: "#e69f00", label: { align: "center", dx: 0, dy: 14 } },
  { key: "p999", name: "p99.9", shape: "triangle-up", color: "#d55e00", label: { align: "left", dx: -10, dy: -13 } },
] as const

/** A dot for each percentile. */
export function percentileChart(points: Point[], style: Style, xAxis: AxisOver): object {
  const along = xAxis(extentOf(points))
  const x = along("value")
  const by = (look: "color" | "shape") => {
    const scale = { domain: percentiles.map(({ name }) => name), range: percentiles.map((one) => one[look]) }
    return { field: "percentile", type: "nominal", scale }
  }
  const color = by("color")
  return rowChart(points, style, 46, (_, y) => [
    { mark: "rule", encoding: { x: along("low"), x2: { field: "high" }, y, color } },
    { mark: { type: "point", size: 90 }, encoding: { x, y, color, shape: by("shape") } },
    ...percentiles.map(({ name, label }) => ({
      transform: [{ filter: `datum.percentile === '${name}'` }],
      mark: { type: "text", fontSize: 11, ...label },
      encoding: { x, y, text: { field: "label" } },
    })),
  ])
}
