import type { TopLevelSpec } from "vega-lite" with { "resolution-mode": "import" }
import type { Cell } from "../../result"
import type { Series } from "./theme"

/** Draws the cells of a scenario, or nothing where they have nothing to show. */
export type Draw = (cells: Cell[], title: string) => TopLevelSpec | undefined

export function distinct<Value>(values: Value[]): Value[] {
  return [...new Set(values)]
}

/** A row for each contender, in the order of the series. */
export function rowsOf(series: Series[]) {
  return {
    field: "series",
    type: "nominal",
    sort: series.map(({ name }) => name),
    axis: { title: null, ticks: false, labelFontSize: 12, labelPadding: 6, labelLimit: 260 },
  }
}
