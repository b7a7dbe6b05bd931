import type { TopLevelSpec } from "vega-lite" with { "resolution-mode": "import" }
import { type Axis, axisOf, scaleOf } from "./axis"
import { distinct } from "./plot"
import type { Point } from "./points"
import type { Series } from "./theme"

export interface LineChart {
  title: string
  subtitle: string[]
  points: Point[]
  series: Series[]
  x: Axis
  y: Axis
  /** A bar from the least to the most over the rounds. */
  spread: boolean
}

const wholeWidth = 700

/** One line a contender; one panel for each kind of cell, two in a row. */
export function lineChart(chart: LineChart): TopLevelSpec {
  const panels = distinct(chart.points.map(({ panel }) => panel))
  const head = { title: { text: chart.title, subtitle: chart.subtitle }, data: { values: chart.points } }
  if (panels.length === 1) return { ...head, width: wholeWidth, height: 320, ...drawing(chart) } as TopLevelSpec
  return {
    ...head,
    columns: 2,
    facet: { field: "panel", type: "nominal", sort: panels },
    spec: { width: wholeWidth / 2 - 30, height: 220, ...drawing(chart) },
  } as TopLevelSpec
}

function drawing({ series, x, y, spread }: LineChart) {
  const height = { type: "quantitative", scale: scaleOf(y), axis: axisOf(y) }
  return {
    encoding: {
      x: { field: "x", type: "quantitative", scale: scaleOf(x), axis: axisOf(x) },
      color: styled(series, ({ color }) => color),
    },
    layer: [
      ...(spread ? [spreadLayer(height)] : []),
      ...[false, true].map((limit) =>
        lineLayer(
          series.filter(({ isLimit }) => isLimit === limit).map(({ name }) => name),
          height,
          limit,
        ),
      ),
      {
        mark: { type: "point" },
        encoding: { y: { field: "y", ...height }, shape: styled(series, ({ shape }) => shape) },
      },
    ],
  }
}

/** Not by an encoding of the dashes: the legend's symbols would be dashed too. */
function lineLayer(names: string[], height: object, isLimit: boolean) {
  return {
    transform: [{ filter: { field: "series", oneOf: names } }],
    mark: { type: "line", ...(isLimit ? { strokeDash: [5, 3] } : {}) },
    encoding: { y: { field: "y", ...height } },
  }
}

function spreadLayer(height: object) {
  return {
    mark: { type: "rule", strokeWidth: 1.5 },
    encoding: { y: { field: "low", ...height }, y2: { field: "high" } },
  }
}

/** Fixes the order and the look of the series. */
function styled<Look>(series: Series[], look: (series: Series) => Look) {
  return {
    field: "series",
    type: "nominal",
    scale: { domain: series.map(({ name }) => name), range: series.map(look) },
    legend: { columns: Math.min(series.length, 5) },
  }
}
