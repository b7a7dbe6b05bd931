import type { Cell, DriverName, Measure, Ratios, Report, ScenarioName, Summary } from "../result"
import {
  batch,
  type CellQuery,
  type ContenderQuery,
  cellLabel,
  cellsOf,
  contendersOf,
  type Entry,
  each,
  entriesOf,
  failuresOf,
  latency,
  ratiosTo,
  rivalOf,
  scenarios,
  styles,
  throughput,
} from "./cells"
import * as format from "./format"
import { type Column, escapeMarkdown, markdownTable } from "./table"
import { evaluate, targets, verdictLine } from "./targets"

/** The ratios that a scenario compares by, the most important first. */
function ratioNamesOf(scenario: ScenarioName): (keyof Ratios)[] {
  if (scenario === "latency") return ["p50", "cpu"]
  if (scenario === "memory") return ["peakRss"]
  return scenario === "startup" ? ["time"] : ["rate", "cpu"]
}

/** The one number that the scenario measures. */
export function result({ cell, contender: { summary, failure } }: Entry): string {
  if (failure !== undefined) return "failed"
  if (cell.scenario === "latency") return `${format.micros(summary?.p50?.median)} p50`
  if (cell.scenario === "startup") return format.millis(summary?.time?.median)
  if (cell.scenario === "idle") return `${format.load(summary?.load?.median)} of a core`
  if (cell.scenario === "memory") return `${format.bytes(summary?.peakRss?.median)} peak`
  return format.rate(summary?.rate?.median)
}

function cpu({ contender: { failure, summary } }: Entry): string {
  return failure === undefined ? format.micros(summary?.cpu?.median) : ""
}

/** How many times better than the rival: by the ratio that the scenario compares first, and by further ones. */
function versus(title: string, driver: DriverName, ...further: (keyof Ratios)[]): Column<Entry> {
  const text = (entry: Entry) => {
    const rival = rivalOf(entry, driver)
    if (rival === undefined || entry.contender.failure !== undefined) return ""
    if (rival.failure !== undefined) return "failed"
    const ratios = ratiosTo(entry, rival.name)
    const names = [...ratioNamesOf(entry.cell.scenario).slice(0, 1), ...further]
    return names.flatMap((name) => (ratios[name] === undefined ? [] : [format.factor(ratios[name])])).join(" ")
  }
  return [`vs ${title}`, "right", text]
}

/** The short table for the terminal: a line for each way to use zmq-napi, and how many times better it is than each rival. */
export function summaryTable(report: Report): string {
  const entries = report.cells.map((cell) => entriesOf([cell]))
  const rivals = (["zeromq", "jszmq", "libzmq"] as const).filter((driver) =>
    entries.flat().some(({ contender }) => contender.driver === driver),
  )
  // Ours, or everyone's where ours took no part.
  const rows = entries.flatMap((all) => {
    const ours = all.filter(({ contender }) => contender.driver === "zmq-napi")
    return ours.length > 0 ? ours : all
  })
  const table = markdownTable(rows, [
    ["cell", "left", ({ cell }) => cell.id],
    ["contender", "left", ({ contender }) => contender.name],
    ["result", "right", result],
    ["CPU/msg", "right", cpu],
    ...rivals.map((driver) => versus(driver, driver, "cpu")),
  ])
  const failed = failuresOf(report.cells)
  return [
    table,
    `How many times better than each rival: first by the result, then by CPU time a message. ${format.count(report.rounds)} rounds, medians.`,
    `Targets: ${verdictLine(evaluate(report, targets))}.`,
    ...failed.map(({ cell, contender, line }) => `FAILED ${cell.id}, ${contender.name}: ${line}`),
  ].join("\n\n")
}

/** The rows of the table on the first page; over tcp, unless they say otherwise. */
const highlights: [work: string, CellQuery, ContenderQuery][] = [
  ["PUSH/PULL 16 B, each message awaited", styles, each],
  ["PUSH/PULL 16 B, in batches", styles, batch],
  ["PUSH/PULL 256 B", throughput("tcp", 256), each],
  ["PUSH/PULL 4 KiB", throughput("tcp", 4096), each],
  ["PUSH/PULL 64 KiB", throughput("tcp", 2 ** 16), each],
  ["PUSH/PULL 1 KiB with CURVE", { scenario: "curve", size: 1024 }, each],
  ["REQ/REP round trip", latency, each],
  ["PUB/SUB to 8 subscribers", { scenario: "fanout", peers: 8 }, each],
  ["ROUTER with 100 connections", { scenario: "router", peers: 100 }, each],
  [
    "PUSH/PULL 16 B over ws://",
    { scenario: "websocket", size: 16, note: /^push/ },
    { driver: "zmq-napi", transport: "ws" },
  ],
]

/** A short table: the result, and how many times better it is than each rival's. */
export function highlightTable(report: Report): string {
  const rows = highlights.flatMap(([work, query, who]) =>
    cellsOf(report, query).flatMap((cell) => contendersOf(cell, who).map((contender) => ({ work, cell, contender }))),
  )
  return markdownTable(rows, [
    ["over tcp, unless it says otherwise", "left", ({ work }) => work],
    ["zmq-napi", "right", result],
    ["CPU a message", "right", cpu],
    versus("zeromq", "zeromq"),
    versus("jszmq", "jszmq"),
    versus("libzmq in plain C", "libzmq"),
  ])
}

const isLarge = ({ size, parts }: Cell) => size * parts >= 4096

function dataRate({ rate }: Summary, { size, parts }: Cell): string {
  return rate === undefined ? "–" : `${format.bytes(rate.median * size * parts)}/s`
}

const measureColumns: [title: string, Measure, text: (summary: Summary, cell: Cell) => string][] = [
  ["rate", "rate", ({ rate }) => format.rate(rate)],
  ["data", "rate", (summary, cell) => (isLarge(cell) ? dataRate(summary, cell) : "")],
  ["CPU a message", "cpu", ({ cpu }) => format.micros(cpu)],
  ["p50", "p50", ({ p50 }) => format.micros(p50)],
  ["p99", "p99", ({ p99 }) => format.micros(p99)],
  ["p99.9", "p999", ({ p999 }) => format.micros(p999)],
  ["time", "time", ({ time }) => format.millis(time)],
  ["CPU load", "load", ({ load }) => format.load(load)],
  ["peak memory", "peakRss", ({ peakRss }) => format.bytes(peakRss)],
]

const ratioTitles = { rate: "rate", cpu: "CPU", p50: "p50", peakRss: "memory", time: "time" }

/** A row for each contender, with the columns of which anything was measured, and below them what failed. */
export function scenarioTable(scenario: ScenarioName, cells: Cell[]): string {
  const entries = entriesOf(cells)
  const measured = measureColumns.filter(([title, measure]) =>
    entries.some(({ cell, contender }) => contender.summary?.[measure] && (title !== "data" || isLarge(cell))),
  )
  // If all contenders failed, one column is needed to say so.
  const shown = measured.length > 0 ? measured : measureColumns.slice(0, 1)
  // Contenders are compared with those of other libraries, but not with further ones of zmq-napi.
  const rivals = entries.filter(({ contender }) => contender.driver !== "zmq-napi")
  const ratios = [...new Set(rivals.map(({ contender }) => contender.name))].map((rival) =>
    ratioColumn(scenario, rival),
  )
  const table = markdownTable<Entry>(entries, [
    [scenarios[scenario].axis, "left", ({ cell }) => cellLabel(cell)],
    ["contender", "left", ({ contender }) => contender.name],
    // A failure stands in the first column of numbers, and leaves the others empty.
    ...shown.map(
      ([title, , text], at): Column<Entry> => [
        title,
        "right",
        ({ cell, contender: { summary, failure } }) => {
          if (failure !== undefined) return at === 0 ? "**failed**" : ""
          return summary === undefined ? "–" : text(summary, cell)
        },
      ],
    ),
    ...ratios.filter(([, , text]) => entries.some((entry) => text(entry) !== "")),
  ])
  const failures = failuresOf(cells).map(
    ({ cell, contender, line }) => `- ${cellLabel(cell)}, ${contender.name}: ${escapeMarkdown(line)}`,
  )
  return failures.length === 0 ? table : `${table}\n\nFailed:\n\n${failures.join("\n")}`
}

function ratioColumn(scenario: ScenarioName, rival: string): Column<Entry> {
  const names = ratioNamesOf(scenario)
  const text = (entry: Entry) => {
    const ratios = ratiosTo(entry, rival)
    if (entry.contender.failure !== undefined || names.every((name) => ratios[name] === undefined)) return ""
    return names.map((name) => format.factor(ratios[name])).join(", ")
  }
  return [`better than ${rival}: ${names.map((name) => ratioTitles[name]).join(", ")}`, "right", text]
}
