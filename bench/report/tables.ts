import type { Cell, DriverName, Measure, Ratios, Report, ScenarioName, Summary } from "../result"
import {
  type CellQuery,
  type ContenderQuery,
  cellLabel,
  cellsOf,
  contendersOf,
  drivers,
  type Entry,
  entriesOf,
  failureLine,
  failuresOf,
  ratiosTo,
  rivalOf,
  scenarios,
} from "./cells"
import * as format from "./format"
import { type Column, escapeMarkdown, left, markdownTable, plainTable, right } from "./table"
import { evaluate, targets, verdictLine } from "./targets"

/** The ratios that a scenario compares by, the most important first; else rate and CPU time. */
const firstRatios: Partial<Record<ScenarioName, (keyof Ratios)[]>> = {
  latency: ["p50", "cpu"],
  memory: ["peakRss"],
  startup: ["time"],
}

const ratioNamesOf = (scenario: ScenarioName) => firstRatios[scenario] ?? ["rate", "cpu"]

/** The one number that the scenario measures. */
export function result({ cell, contender: { summary, failure } }: Entry): string {
  if (failure !== undefined) return "failed"
  if (cell.scenario === "latency") return `${format.micros(summary?.p50?.median)} p50`
  if (cell.scenario === "startup") return format.millis(summary?.time?.median)
  if (cell.scenario === "idle") return `${format.load(summary?.load?.median)} of a core`
  if (cell.scenario === "memory") return `${format.bytes(summary?.peakRss?.median)} peak`
  return format.rate(summary?.rate?.median)
}

/** How many times better than the rival: by the ratio that the scenario compares first, and by further ones. */
function comparison(entry: Entry, driver: DriverName, ...further: (keyof Ratios)[]): string {
  const rival = rivalOf(entry, driver)
  if (rival === undefined || entry.contender.failure !== undefined) return ""
  if (rival.failure !== undefined) return "failed"
  const ratios = ratiosTo(entry, rival)
  const names = [...ratioNamesOf(entry.cell.scenario).slice(0, 1), ...further]
  const values = names.map((name) => ratios[name]).filter((value) => value !== undefined)
  return values.map(format.factor).join(" ")
}

/** The short table for the terminal: a line for each way to use zmq-napi, and how many times better it is than each rival. */
export function summaryTable(report: Report): string {
  const rivals = drivers.filter(
    (driver) =>
      driver !== "zmq-napi" &&
      driver !== "node" &&
      report.cells.some(({ contenders }) => contenders.some((other) => other.driver === driver)),
  )
  const columns: Column<Entry>[] = [
    left("cell", ({ cell }) => cell.id),
    left("contender", ({ contender }) => contender.name),
    right("result", result),
    right("CPU/msg", ({ contender }) => format.micros(contender.summary?.cpu?.median)),
    ...rivals.map((driver) => right<Entry>(`vs ${driver}`, (entry) => comparison(entry, driver, "cpu"))),
  ]
  // Ours, or everyone's where ours took no part.
  const rows = report.cells.flatMap((cell) => {
    const entries = entriesOf([cell])
    const ours = entries.filter(({ contender }) => contender.driver === "zmq-napi")
    return ours.length > 0 ? ours : entries
  })
  const failed = failuresOf(report.cells).map(
    ({ cell, contender, failure }) => `FAILED ${cell.id}, ${contender.name}: ${failureLine(failure)}`,
  )
  return [
    plainTable(rows, columns),
    `How many times better than each rival: first by the result, then by CPU time a message. ${format.count(report.rounds)} rounds, medians.`,
    `Targets: ${verdictLine(evaluate(report, targets))}.`,
    ...(failed.length > 0 ? [failed.join("\n")] : []),
  ].join("\n\n")
}

const each: ContenderQuery = { driver: "zmq-napi", style: "each" }
const batch: ContenderQuery = { driver: "zmq-napi", style: "batch" }
const throughput = (size: number): CellQuery => ({ scenario: "throughput", transport: "tcp", size })
const styles: CellQuery = { scenario: "styles", transport: "tcp", size: 16 }
const websocket: CellQuery = { scenario: "websocket", size: 16, note: /^push/ }

/** The rows of the table on the first page; over tcp, unless they say otherwise. */
const highlights: [work: string, CellQuery, ContenderQuery][] = [
  ["PUSH/PULL 16 B, each message awaited", styles, each],
  ["PUSH/PULL 16 B, in batches", styles, batch],
  ["PUSH/PULL 256 B", throughput(256), each],
  ["PUSH/PULL 4 KiB", throughput(4096), each],
  ["PUSH/PULL 64 KiB", throughput(2 ** 16), each],
  ["PUSH/PULL 1 KiB with CURVE", { scenario: "curve", size: 1024 }, each],
  ["REQ/REP round trip", { scenario: "latency", transport: "tcp" }, each],
  ["PUB/SUB to 8 subscribers", { scenario: "fanout", peers: 8 }, each],
  ["ROUTER with 100 connections", { scenario: "router", peers: 100 }, each],
  ["PUSH/PULL 16 B over ws://", websocket, { driver: "zmq-napi", transport: "ws" }],
]

/** A short table: the result, and how many times better it is than each rival's. */
export function highlightTable(report: Report): string {
  const rows = highlights.flatMap(([work, query, who]) =>
    cellsOf(report, query).flatMap((cell) =>
      contendersOf(cell, who).map((contender): Row => ({ work, cell, contender })),
    ),
  )
  type Row = Entry & { work: string }
  const versus = (title: string, driver: DriverName): Column<Row> =>
    right(`vs ${title}`, (row) => comparison(row, driver))
  const cpu = ({ contender: { failure, summary } }: Row) =>
    failure === undefined ? format.micros(summary?.cpu?.median) : ""
  const columns: Column<Row>[] = [
    left("over tcp, unless it says otherwise", ({ work }) => work),
    right("zmq-napi", result),
    right("CPU a message", cpu),
    versus("zeromq", "zeromq"),
    versus("jszmq", "jszmq"),
    versus("libzmq in plain C", "libzmq"),
  ]
  return markdownTable(rows, columns)
}

/** From this size on a table shows bytes a second, too. */
const largeSize = 4096

const isLarge = ({ size, parts }: Cell) => size * parts >= largeSize

const measureColumns: [title: string, Measure, text: (summary: Summary, cell: Cell) => string][] = [
  ["rate", "rate", ({ rate }) => format.rate(rate)],
  ["data", "rate", ({ rate }, cell) => (rate && isLarge(cell) ? dataRate(rate.median, cell) : "")],
  ["CPU a message", "cpu", ({ cpu }) => format.micros(cpu)],
  ["p50", "p50", ({ p50 }) => format.micros(p50)],
  ["p99", "p99", ({ p99 }) => format.micros(p99)],
  ["p99.9", "p999", ({ p999 }) => format.micros(p999)],
  ["time", "time", ({ time }) => format.millis(time)],
  ["CPU load", "load", ({ load }) => format.load(load)],
  ["peak memory", "peakRss", ({ peakRss }) => format.bytes(peakRss)],
]

function dataRate(rate: number, { size, parts }: Cell): string {
  return format.bytesPerSecond(rate * size * parts)
}

const ratioTitles: Record<keyof Ratios, string> = {
  rate: "rate",
  cpu: "CPU",
  p50: "p50",
  peakRss: "memory",
  time: "time",
}

/** A row for each contender, with the columns of which anything was measured, and below them what failed. */
export function scenarioTable(scenario: ScenarioName, cells: Cell[]): string {
  const entries = entriesOf(cells)
  const measured = measureColumns.filter(([title, measure]) =>
    entries.some(({ cell, contender }) => contender.summary?.[measure] && (title !== "data" || isLarge(cell))),
  )
  // If all contenders failed, one column is needed to say so.
  const shown = measured.length > 0 ? measured : measureColumns.slice(0, 1)
  // Contenders are compared with those of other libraries, but not with further ones of zmq-napi.
  const rivals = entries
    .filter(({ contender }) => contender.driver !== "zmq-napi")
    .map(({ contender }) => contender.name)
  const columns: Column<Entry>[] = [
    left(scenarios[scenario].axis, ({ cell }) => cellLabel(cell)),
    left("contender", ({ contender }) => contender.name),
    // A failure stands in the first column of numbers, and leaves the others empty.
    ...shown.map(([title, , text], at) =>
      right<Entry>(title, ({ cell, contender: { summary, failure } }) => {
        if (failure !== undefined) return at === 0 ? "**failed**" : ""
        return summary === undefined ? "–" : text(summary, cell)
      }),
    ),
    ...[...new Set(rivals)]
      .map((rival) => ratioColumn(scenario, rival))
      .filter(({ text }) => entries.some((entry) => text(entry) !== "")),
  ]
  const failures = failuresOf(cells).map(
    ({ cell, contender, failure }) =>
      `- ${cellLabel(cell)}, ${contender.name}: ${escapeMarkdown(failureLine(failure))}`,
  )
  const table = markdownTable(entries, columns)
  return failures.length === 0 ? table : `${table}\n\nFailed:\n\n${failures.join("\n")}`
}

function ratioColumn(scenario: ScenarioName, rival: string): Column<Entry> {
  const names = ratioNamesOf(scenario)
  return right(`better than ${rival}: ${names.map((name) => ratioTitles[name]).join(", ")}`, (entry) => {
    const { cell, contender } = entry
    const ratios = ratiosTo(
      entry,
      cell.contenders.find(({ name }) => name === rival),
    )
    if (contender.failure !== undefined || names.every((name) => ratios[name] === undefined)) return ""
    return names.map((name) => format.factor(ratios[name])).join(", ")
  })
}
