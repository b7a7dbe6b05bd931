import type { Cell, Measure, Report, ScenarioName } from "../../result"
import { medianOf } from "../../statistics"
import { cellLabel, drivers, type Entry, entriesOf, failuresOf, groupOf } from "../cells"
import * as format from "../format"
import { countLabel, linearAxis, logAxis, plainLabel, shortLabel, sizeLabel, stepAxis } from "./axis"
import { barChart, distinct, type Limit, lineChart, type Point, percentileChart, percentiles } from "./charts"
import { renderSvg, type Series, seriesOf } from "./theme"

export interface Plot {
  /** Its name within the folder of the report. */
  file: string
  scenario: ScenarioName
  title: string
}

interface Drawing extends Plot {
  subtitle: string
  /** Draws the cells of the scenario, or nothing where they have nothing to show. */
  draw: (cells: Cell[]) => object | undefined
}

const spread = "Median of the rounds, and the least and most."
const inMebibytes = ({ size, parts }: Cell) => (size * parts) / 2 ** 20

const drawings: Drawing[] = [
  {
    file: "throughput.svg",
    scenario: "throughput",
    title: "PUSH to PULL: messages a second, by message size",
    subtitle: `${spread} Both axes are logarithmic.`,
    draw: (cells) => overSizes(cells, "rate", "messages a second", shortLabel),
  },
  {
    file: "throughput-bytes.svg",
    scenario: "throughput",
    title: "PUSH to PULL: MiB a second, by message size",
    subtitle: `${spread} Both axes are logarithmic.`,
    draw: (cells) => overSizes(cells, "rate", "MiB a second", plainLabel, inMebibytes),
  },
  {
    file: "throughput-cpu.svg",
    scenario: "throughput",
    title: "PUSH to PULL: CPU time a message, by message size",
    subtitle: `${spread} Both axes are logarithmic.`,
    draw: (cells) => overSizes(cells, "cpu", "CPU µs a message, both sides", plainLabel),
  },
  {
    file: "styles.svg",
    scenario: "styles",
    title: "PUSH to PULL: messages a second, by style of use",
    subtitle: `${spread} More is better; dashed: libzmq in plain C.`,
    draw: drawStyles,
  },
  {
    file: "latency.svg",
    scenario: "latency",
    title: "REQ to REP and back: time of a round trip",
    subtitle: `${spread} Less is better.`,
    draw: drawLatency,
  },
  {
    file: "fanout.svg",
    scenario: "fanout",
    title: "PUB to SUB: deliveries a second, by number of subscribers",
    subtitle: spread,
    draw: (cells) =>
      overPeers(cells, "rate", "subscribers (logarithmic)", (values) =>
        linearAxis("deliveries a second", shortLabel, values),
      ),
  },
  {
    file: "router.svg",
    scenario: "router",
    title: "ROUTER: CPU time a message, by number of connections",
    subtitle: spread,
    draw: (cells) =>
      overPeers(cells, "cpu", "connections (logarithmic)", (values) =>
        logAxis("CPU µs a message, router alone (logarithmic)", plainLabel, values),
      ),
  },
  {
    file: "websocket.svg",
    scenario: "websocket",
    title: "Beside jszmq: messages a second, by message size",
    subtitle: `${spread} Both axes are logarithmic.`,
    // Only cells with one peer: otherwise the cells would differ in more than their size.
    draw: (cells) =>
      overSizes(
        cells.filter(({ peers }) => peers === 1),
        "rate",
        "messages a second",
        shortLabel,
      ),
  },
  {
    file: "memory.svg",
    scenario: "memory",
    title: "PUSH to PULL: resident memory, by messages passed",
    subtitle: "Median of the rounds. Less is better.",
    draw: drawMemory,
  },
  {
    file: "startup.svg",
    scenario: "startup",
    title: "Time from start to end of a process",
    subtitle: `${spread} Less is better.`,
    draw: drawStartup,
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
  return drawings.flatMap(({ draw, subtitle, ...plot }) => {
    const cells = report.cells.filter(({ scenario }) => scenario === plot.scenario)
    const body = draw(cells)
    if (body === undefined) return []
    return [{ ...plot, spec: { title: { text: plot.title, subtitle: [subtitle, ...failureNote(cells)] }, ...body } }]
  })
}

function overSizes(cells: Cell[], measure: Measure, title: string, label: string, scale?: (cell: Cell) => number) {
  const all = pointsOf(cells, measure, groupOf, ({ size }) => size, scale)
  // A panel with one size only has no line.
  const points = all.filter(({ panel }) => distinct(all.filter((point) => point.panel === panel).map(xOf)).length > 1)
  if (points.length === 0) return undefined
  const x = stepAxis("message size", sizeLabel, points.map(xOf))
  return lineChart(points, seriesIn(cells, points), x, logAxis(title, label, extentOf(points)))
}

function overPeers(
  cells: Cell[],
  measure: Measure,
  title: string,
  y: (values: number[]) => ReturnType<typeof logAxis>,
) {
  const points = pointsOf(cells, measure, groupOf, ({ peers }) => peers)
  const counts = distinct(points.map(xOf))
  if (counts.length < 2) return undefined
  return lineChart(points, seriesIn(cells, points), stepAxis(title, countLabel, counts), y(extentOf(points)))
}

function drawStyles(cells: Cell[]) {
  const all = pointsOf(cells, "rate", (cell) => `${groupOf(cell)}, ${cellLabel(cell)}`)
  const entries = entriesOf(cells).filter(({ contender }) => contender.driver === "libzmq")
  const plainC = new Set(entries.map(({ contender }) => contender.name))
  const bars = all
    .filter(({ series }) => !plainC.has(series))
    .map((point) => ({ ...point, label: format.rate(point.value) }))
  if (bars.length === 0) return undefined
  const limits = all
    .filter(({ series }) => plainC.has(series))
    .map(({ panel, value }): Limit => ({ panel, value, label: `plain C, ${format.rate(value)}` }))
  // Sizes are magnitudes apart.
  return barChart(bars, seriesIn(cells, bars), limits, (panel) => {
    const isHere = (drawn: { panel: string }) => drawn.panel === panel
    const extent = [...extentOf(bars.filter(isHere)), ...limits.filter(isHere).map(({ value }) => value)]
    return linearAxis("messages a second", shortLabel, extent, 1.16)
  })
}

function drawStartup(cells: Cell[]) {
  const points = pointsOf(cells, "time", cellLabel)
  if (points.length === 0) return undefined
  const bars = points.map((point) => ({ ...point, label: format.millis(point.value) }))
  const axis = linearAxis("milliseconds", plainLabel, extentOf(bars), 1.16)
  return barChart(bars, seriesIn(cells, bars), [], () => axis)
}

function drawLatency(cells: Cell[]) {
  const points = entriesOf(cells).flatMap((entry) =>
    percentiles.flatMap(({ key, name }) =>
      pointOf(entry, key, groupOf(entry.cell)).map((point) => {
        return { ...point, percentile: name, label: format.micros(point.value) }
      }),
    ),
  )
  if (points.length === 0) return undefined
  const axis = logAxis("round trip, µs (logarithmic)", plainLabel, extentOf(points), 1.6)
  return percentileChart(points, seriesIn(cells, points), axis)
}

function drawMemory(cells: Cell[]) {
  const points = entriesOf(cells).flatMap(({ contender: { name, rounds } }) =>
    (["sender", "receiver"] as const).flatMap((panel) => {
      const counts = distinct(rounds.flatMap(({ memory = [] }) => memory.map(({ messages }) => messages)))
      return counts.map((x): Point => {
        const readings = rounds.map(({ memory = [] }) => memory.find(({ messages }) => messages === x)?.[panel])
        const value = (medianOf(readings) ?? 0) / 2 ** 20
        return { series: name, panel, x, value, low: value, high: value }
      })
    }),
  )
  if (points.length === 0) return undefined
  const x = linearAxis("messages", shortLabel, points.map(xOf), 1.02)
  return lineChart(points, seriesIn(cells, points), x, linearAxis("resident memory, MiB", plainLabel, extentOf(points)))
}

/** A point for each contender that was measured. `scale` converts from the report's unit to the axis's. */
function pointsOf(
  cells: Cell[],
  measure: Measure,
  panel: (cell: Cell) => string,
  x: (cell: Cell) => number = () => 0,
  scale: (cell: Cell) => number = () => 1,
): Point[] {
  return entriesOf(cells).flatMap((entry) => {
    const { cell } = entry
    return pointOf(entry, measure, panel(cell), scale(cell)).map((point) => ({ ...point, x: x(cell) }))
  })
}

/** One point, or an empty array for a contender that was not measured. */
function pointOf({ contender }: Entry, measure: Measure, panel: string, scale = 1): Point[] {
  const { name: series, failure, summary } = contender
  const { median, min, max } = summary?.[measure] ?? { median: 0, min: 0, max: 0 }
  if (failure !== undefined || !(median > 0)) return []
  return [{ series, panel, value: median * scale, low: min * scale, high: max * scale }]
}

/** The looks of the contenders in the plot, ours first. */
function seriesIn(cells: Cell[], points: Point[]): Series[] {
  const drawn = new Set(points.map(({ series }) => series))
  const contenders = entriesOf(cells).map(({ contender }) => contender)
  const named = new Map(
    contenders.filter(({ name }) => drawn.has(name)).map((contender) => [contender.name, contender]),
  )
  return seriesOf([...named.values()].sort((a, b) => drivers.indexOf(a.driver) - drivers.indexOf(b.driver)))
}

/** Names the contenders that are missing from the plot because they failed. */
function failureNote(cells: Cell[]): string[] {
  const names = failuresOf(cells).map(({ cell, contender }) =>
    [contender.name, groupOf(cell)].filter(Boolean).join(" in "),
  )
  return distinct(names).map((name, at) => (at === 0 ? `Not all is shown; failed: ${name}` : `and ${name}`))
}

/** All values that an axis must have room for. */
function extentOf(points: Point[]): number[] {
  return points.flatMap(({ low, high }) => [low, high])
}

function xOf({ x = 0 }: Point): number {
  return x
}
