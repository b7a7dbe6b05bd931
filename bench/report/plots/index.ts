import type { Cell, Measure, Report, ScenarioName } from "../../result"
import { medianOf } from "../../statistics"
import { cellLabel, drivers, type Entry, entriesOf, failuresOf, groupOf } from "../cells"
import * as format from "../format"
import {
  type AxisOver,
  barChart,
  countLabel,
  distinct,
  linearAxis,
  lineChart,
  logAxis,
  type Point,
  percentileChart,
  percentiles,
  plainLabel,
  shortLabel,
  sizeLabel,
  stepAxis,
} from "./charts"
import { renderSvg, type Style, styleOf } from "./theme"

export interface Plot {
  /** Its name within the folder of the report. */
  file: string
  scenario: ScenarioName
  title: string
}

interface Drawing extends Plot {
  subtitle: string
  points: (cells: Cell[]) => Point[]
  chart: (points: Point[], style: Style) => object
}

const spread = "Median of the rounds, and the least and most."
const bySize = stepAxis("message size", sizeLabel)
const bars = (axis: AxisOver, isShared: boolean) => (points: Point[], style: Style) =>
  barChart(points, style, axis, isShared)
const lines = (x: AxisOver, y: AxisOver) => (points: Point[], style: Style) => lineChart(points, style, x, y)

const drawings: Drawing[] = [
  {
    file: "throughput.svg",
    scenario: "throughput",
    title: "PUSH to PULL: messages a second, by message size",
    subtitle: `${spread} Both axes are logarithmic.`,
    points: (cells) => linePoints(cells, "rate", ({ size }) => size),
    chart: lines(bySize, logAxis("messages a second", shortLabel)),
  },
  {
    file: "throughput-bytes.svg",
    scenario: "throughput",
    title: "PUSH to PULL: MiB a second, by message size",
    subtitle: `${spread} Both axes are logarithmic.`,
    points: (cells) =>
      linePoints(
        cells,
        "rate",
        ({ size }) => size,
        ({ size, parts }) => (size * parts) / 2 ** 20,
      ),
    chart: lines(bySize, logAxis("MiB a second", plainLabel)),
  },
  {
    file: "throughput-cpu.svg",
    scenario: "throughput",
    title: "PUSH to PULL: CPU time a message, by message size",
    subtitle: `${spread} Both axes are logarithmic.`,
    points: (cells) => linePoints(cells, "cpu", ({ size }) => size),
    chart: lines(bySize, logAxis("CPU µs a message, both sides", plainLabel)),
  },
  {
    file: "styles.svg",
    scenario: "styles",
    title: "PUSH to PULL: messages a second, by style of use",
    subtitle: `${spread} More is better; libzmq is plain C.`,
    points: (cells) => pointsOf(cells, "rate", format.rate, (cell) => `${groupOf(cell)}, ${cellLabel(cell)}`),
    chart: bars(linearAxis("messages a second", shortLabel, 1.16), false),
  },
  {
    file: "latency.svg",
    scenario: "latency",
    title: "REQ to REP and back: time of a round trip",
    subtitle: `${spread} Less is better.`,
    points: (cells) =>
      percentiles.flatMap(({ key, name }) =>
        pointsOf(cells, key, format.micros, groupOf).map((point) => ({ ...point, percentile: name })),
      ),
    chart: (points, style) => percentileChart(points, style, logAxis("round trip, µs (logarithmic)", plainLabel, 1.6)),
  },
  {
    file: "fanout.svg",
    scenario: "fanout",
    title: "PUB to SUB: deliveries a second, by number of subscribers",
    subtitle: spread,
    points: (cells) => linePoints(cells, "rate", ({ peers }) => peers),
    chart: lines(stepAxis("subscribers (logarithmic)", countLabel), linearAxis("deliveries a second", shortLabel)),
  },
  {
    file: "router.svg",
    scenario: "router",
    title: "ROUTER: CPU time a message, by number of connections",
    subtitle: spread,
    points: (cells) => linePoints(cells, "cpu", ({ peers }) => peers),
    chart: lines(
      stepAxis("connections (logarithmic)", countLabel),
      logAxis("CPU µs a message, router alone (logarithmic)", plainLabel),
    ),
  },
  {
    file: "websocket.svg",
    scenario: "websocket",
    title: "Beside jszmq: messages a second, by message size",
    subtitle: `${spread} Both axes are logarithmic.`,
    // Only cells with one peer: otherwise the cells would differ in more than their size.
    points: (cells) =>
      linePoints(
        cells.filter(({ peers }) => peers === 1),
        "rate",
        ({ size }) => size,
      ),
    chart: lines(bySize, logAxis("messages a second", shortLabel)),
  },
  {
    file: "memory.svg",
    scenario: "memory",
    title: "PUSH to PULL: resident memory, by messages passed",
    subtitle: "Median of the rounds. Less is better.",
    points: memoryPoints,
    chart: lines(linearAxis("messages", shortLabel, 1.02), linearAxis("resident memory, MiB", plainLabel)),
  },
  {
    file: "startup.svg",
    scenario: "startup",
    title: "Time from start to end of a process",
    subtitle: `${spread} Less is better.`,
    points: (cells) => pointsOf(cells, "time", format.millis, cellLabel),
    chart: bars(linearAxis("milliseconds", plainLabel, 1.16), true),
  },
]

/** The plots for which the report has something to show. */
export function plotsOf(report: Report): Plot[] {
  return drawnFrom(report).map(({ file, scenario, title }) => ({ file, scenario, title }))
}

export async function renderPlots(report: Report): Promise<{ file: string; svg: string }[]> {
  return Promise.all(drawnFrom(report).map(async ({ file, spec }) => ({ file, svg: await renderSvg(spec) })))
}

function drawnFrom(report: Report): (Plot & { spec: object })[] {
  return drawings.flatMap(({ points: pointsIn, chart, subtitle, ...plot }) => {
    const cells = report.cells.filter(({ scenario }) => scenario === plot.scenario)
    const points = pointsIn(cells)
    if (points.length === 0) return []
    const drawn = new Set(points.map(({ series }) => series))
    const all = new Map(entriesOf(cells).map(({ contender }) => [contender.name, contender]))
    const shown = [...all.values()].filter(({ name }) => drawn.has(name))
    const style = styleOf(shown.sort((a, b) => drivers.indexOf(a.driver) - drivers.indexOf(b.driver)))
    const title = { text: plot.title, subtitle: [subtitle, ...failureNote(cells)] }
    return [{ ...plot, spec: { title, ...chart(points, style) } }]
  })
}

/** A point for each contender that was measured. `scale` converts from the report's unit to the axis's. */
function pointsOf(
  cells: Cell[],
  measure: Measure,
  label: (value: number) => string,
  panelOf: (cell: Cell) => string,
  xOf: (cell: Cell) => number = () => 0,
  scaleOf: (cell: Cell) => number = () => 1,
): Point[] {
  return entriesOf(cells).flatMap(({ cell, contender: { name: series, failure, summary } }: Entry) => {
    const { median, min, max } = summary?.[measure] ?? { median: 0, min: 0, max: 0 }
    if (failure !== undefined || !(median > 0)) return []
    const [value = 0, low = 0, high = 0] = [median, min, max].map((number) => number * scaleOf(cell))
    return [{ series, panel: panelOf(cell), x: xOf(cell), value, low, high, label: label(value) }]
  })
}

/** The same for lines: a panel with one position only has none. */
function linePoints(cells: Cell[], measure: Measure, x: (cell: Cell) => number, scale?: (cell: Cell) => number) {
  const all = pointsOf(cells, measure, () => "", groupOf, x, scale)
  return all.filter((point) => all.some((other) => other.panel === point.panel && other.x !== point.x))
}

function memoryPoints(cells: Cell[]): Point[] {
  return entriesOf(cells).flatMap(({ contender: { name: series, rounds } }) =>
    (["sender", "receiver"] as const).flatMap((panel) => {
      const readings = rounds.flatMap(({ memory = [] }) => memory)
      return distinct(readings.map(({ messages }) => messages)).map((x) => {
        const bytes = readings.filter(({ messages }) => messages === x).map((reading) => reading[panel])
        const value = (medianOf(bytes) ?? 0) / 2 ** 20
        return { series, panel, x, value, low: value, high: value, label: "" }
      })
    }),
  )
}

/** Names the contenders that are missing from the plot because they failed. */
function failureNote(cells: Cell[]): string[] {
  const names = failuresOf(cells).map(({ cell, contender }) =>
    [contender.name, groupOf(cell)].filter(Boolean).join(" in "),
  )
  return distinct(names).map((name, at) => (at === 0 ? `Not all is shown; failed: ${name}` : `and ${name}`))
}
