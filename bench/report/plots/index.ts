import type { Cell, Measure, Report } from "../../result"
import { medianOf } from "../../statistics"
import * as format from "../format"
import { cellLabel, drivers, entriesOf, failuresOf, groupOf } from "../grid"
import type { AxisOver, Point } from "./charts"
import * as charts from "./charts"
import { renderSvg, type Style, styleOf } from "./theme"

export interface Plot {
  /** Its name within the folder of the report, which begins with that of its scenario. */
  file: string
  title: string
  /** For Vega-Lite. */
  spec: object
}

interface Drawing extends Omit<Plot, "spec"> {
  subtitle: string
  points: (cells: Cell[]) => Point[]
  chart: (points: Point[], style: Style) => object
}

const spread = "Median of the rounds, and the least and most."
const bySize = charts.stepAxis("message size", charts.sizeLabel)
const byPeers = (what: string) => charts.stepAxis(`${what} (logarithmic)`, charts.countLabel)
const rates = charts.logAxis("messages a second", charts.shortLabel)
const mebibytes = charts.logAxis("MiB a second", charts.plainLabel)
const cpu = (title: string) => charts.logAxis(`CPU µs a message, ${title}`, charts.plainLabel)
const roundTrip = charts.logAxis("round trip, µs (logarithmic)", charts.plainLabel, 1.6)

const drawings: Drawing[] = [
  overSizes("throughput.svg", "PUSH to PULL: messages a second, by message size", "rate", rates),
  overSizes("throughput-bytes.svg", "PUSH to PULL: MiB a second, by message size", "rate", mebibytes, inMebibytes),
  overSizes("throughput-cpu.svg", "PUSH to PULL: CPU time a message, by message size", "cpu", cpu("both sides")),
  {
    file: "styles.svg",
    title: "PUSH to PULL: messages a second, by style of use",
    subtitle: `${spread} More is better; libzmq is plain C.`,
    points: (cells) => pointsOf(cells, "rate", (cell) => `${groupOf(cell)}, ${cellLabel(cell)}`, format.rate),
    chart: (points, style) => charts.barChart(points, style, charts.linearAxis("messages a second", 1.16), false),
  },
  {
    file: "latency.svg",
    title: "REQ to REP and back: time of a round trip",
    subtitle: `${spread} Less is better.`,
    points: (cells) =>
      charts.percentiles.flatMap(({ key, name }) =>
        pointsOf(cells, key, groupOf, format.micros).map((point) => ({ ...point, percentile: name })),
      ),
    chart: (points, style) => charts.percentileChart(points, style, roundTrip),
  },
  {
    file: "fanout.svg",
    title: "PUB to SUB: deliveries a second, by number of subscribers",
    subtitle: spread,
    points: (cells) => linePoints(cells, "rate", "peers"),
    chart: lines(byPeers("subscribers"), charts.linearAxis("deliveries a second")),
  },
  {
    file: "router.svg",
    title: "ROUTER: CPU time a message, by number of connections",
    subtitle: spread,
    points: (cells) => linePoints(cells, "cpu", "peers"),
    chart: lines(byPeers("connections"), cpu("router alone (logarithmic)")),
  },
  overSizes("websocket.svg", "Beside jszmq: messages a second, by message size", "rate", rates),
  {
    file: "memory.svg",
    title: "PUSH to PULL: resident memory, by messages passed",
    subtitle: "Median of the rounds. Less is better.",
    points: memoryPoints,
    chart: lines(charts.linearAxis("messages", 1.02), charts.linearAxis("resident memory, MiB")),
  },
  {
    file: "startup.svg",
    title: "Time from start to end of a process",
    subtitle: `${spread} Less is better.`,
    points: (cells) => pointsOf(cells, "time", cellLabel, format.millis),
    chart: (points, style) => charts.barChart(points, style, charts.linearAxis("milliseconds", 1.16), true),
  },
]

function lines(x: AxisOver, y: AxisOver): Drawing["chart"] {
  return (points, style) => charts.lineChart(points, style, x, y)
}

function overSizes(
  file: string,
  title: string,
  measure: Measure,
  y: AxisOver,
  scaleOf?: (cell: Cell) => number,
): Drawing {
  const points = (cells: Cell[]) => linePoints(cells, measure, "size", scaleOf)
  return { file, title, subtitle: `${spread} Both axes are logarithmic.`, points, chart: lines(bySize, y) }
}

function inMebibytes({ size, parts }: Cell): number {
  return (size * parts) / 2 ** 20
}

export async function renderPlots(report: Report): Promise<{ file: string; svg: string }[]> {
  return Promise.all(plotsOf(report).map(async ({ file, spec }) => ({ file, svg: await renderSvg(spec) })))
}

/** The plots for which the report has something to show. */
export function plotsOf(report: Report): Plot[] {
  return drawings.flatMap(({ points: pointsIn, chart, subtitle, ...plot }) => {
    const cells = report.cells.filter(({ scenario }) => plot.file.startsWith(scenario))
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

/** A point for each contender that was measured. */
function pointsOf(cells: Cell[], measure: Measure, panelOf: (cell: Cell) => string, label: (value: number) => string) {
  return entriesOf(cells).flatMap(
    ({ cell, contender: { name: series, failure, summary } }): (Point & { cell: Cell })[] => {
      const { median: value, min: low, max: high } = summary?.[measure] ?? { median: 0, min: 0, max: 0 }
      if (failure !== undefined || !(value > 0)) return []
      return [{ cell, series, panel: panelOf(cell), x: 0, value, low, high, label: label(value) }]
    },
  )
}

/** The same for lines: a panel with one position only has none. `scaleOf` converts from the report's unit. */
function linePoints(cells: Cell[], measure: Measure, x: "size" | "peers", scaleOf: (cell: Cell) => number = () => 1) {
  const all = pointsOf(cells, measure, groupOf, () => "").map(({ cell, ...point }): Point => {
    const scale = scaleOf(cell)
    return { ...point, x: cell[x], value: point.value * scale, low: point.low * scale, high: point.high * scale }
  })
  return all.filter((point) => all.some((other) => other.panel === point.panel && other.x !== point.x))
}

function memoryPoints(cells: Cell[]): Point[] {
  return entriesOf(cells).flatMap(({ contender: { name: series, rounds } }) =>
    (["sender", "receiver"] as const).flatMap((panel) => {
      const readings = rounds.flatMap(({ memory = [] }) => memory)
      return charts.distinct(readings.map(({ messages }) => messages)).map((x) => {
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
  return charts.distinct(names).map((name, at) => (at === 0 ? `Not all is shown; failed: ${name}` : `and ${name}`))
}
