import { isBusy } from "../others"
import type { Cell, DriverName, Ratios, Report, ScenarioName, Summary } from "../result"
import * as format from "./format"
import * as grid from "./grid"
import { type Column, escapeMarkdown, markdownTable } from "./table"
import { evaluate, targets, verdictLine } from "./targets"

/** The one number that the scenario measures. */
export function result({ cell, contender: { summary, failure } }: grid.Entry): string {
  return failure === undefined ? grid.scenarios[cell.scenario].result(summary ?? { ratios: {} }) : "failed"
}

function cpu({ contender: { failure, summary } }: grid.Entry): string {
  return failure === undefined ? format.micros(summary?.cpu?.median) : ""
}

/** How many times better than the rival: by the ratio that the scenario compares first, and by further ones. */
function versus(title: string, driver: DriverName, ...further: (keyof Ratios)[]): Column<grid.Entry> {
  const text = (entry: grid.Entry) => {
    const rival = grid.rivalOf(entry, driver)
    if (rival === undefined || entry.contender.failure !== undefined) return ""
    if (rival.failure !== undefined) return "failed"
    const ratios = grid.ratiosTo(entry, rival.name)
    const names = [...grid.scenarios[entry.cell.scenario].ratios.slice(0, 1), ...further]
    return names.flatMap((name) => (ratios[name] === undefined ? [] : [format.factor(ratios[name])])).join(" ")
  }
  return [`vs ${title}`, "right", text]
}

/** The short table for the terminal: a line for each way to use zmq-napi, and how many times better it is than each rival. */
export function summaryTable(report: Report): string {
  const entries = report.cells.map((cell) => grid.entriesOf([cell]))
  const rivals = (["zeromq", "jszmq", "libzmq", "stock-libzmq"] as const).filter((driver) =>
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
  const failed = grid.failuresOf(report.cells)
  return [
    table,
    `How many times better than each rival: first by the result, then by CPU time a message. ${format.count(report.rounds)} rounds, medians.`,
    `Targets: ${verdictLine(evaluate(report, targets))}.`,
    ...(isBusy(report.machine.others) ? ["The machine was busy with other work: these figures do not count."] : []),
    ...failed.map(({ cell, contender, line }) => `FAILED ${cell.id}, ${contender.name}: ${line}`),
  ].join("\n\n")
}

const ours = { driver: "zmq-napi", style: "each" } as const

/** The rows of the table on the first page; over tcp, unless they say otherwise. */
const highlights: [work: string, grid.CellQuery, grid.ContenderQuery][] = [
  ["PUSH/PULL 16 B, each message awaited", { scenario: "styles", size: 16 }, ours],
  ["PUSH/PULL 16 B, in batches", { scenario: "styles", size: 16 }, { ...ours, style: "batch" }],
  ["PUSH/PULL 256 B", { scenario: "throughput", transport: "tcp", size: 256 }, ours],
  ["PUSH/PULL 1 KiB", { scenario: "throughput", transport: "tcp", size: 1024 }, ours],
  ["PUSH/PULL 4 KiB", { scenario: "throughput", transport: "tcp", size: 4096 }, ours],
  ["PUSH/PULL 16 KiB", { scenario: "throughput", transport: "tcp", size: 16384 }, ours],
  ["PUSH/PULL 64 KiB", { scenario: "throughput", transport: "tcp", size: 65536 }, ours],
  ["PUSH/PULL 1 MiB", { scenario: "throughput", transport: "tcp", size: 2 ** 20 }, ours],
  ["PUSH/PULL 64 KiB over ipc", { scenario: "throughput", transport: "ipc", size: 65536 }, ours],
  ["PUSH/PULL 1 KiB with CURVE", { scenario: "curve" }, ours],
  ["REQ/REP round trip", { scenario: "latency", transport: "tcp" }, ours],
  ["REQ/REP round trip beside a stream", { scenario: "mixed" }, ours],
  ["PUB/SUB to 8 subscribers", { scenario: "fanout", peers: 8 }, ours],
  ["ROUTER with 100 connections", { scenario: "router", peers: 100 }, ours],
  ["ROUTER with many idle connections", { scenario: "connections" }, ours],
  [
    "PUSH/PULL 16 B over ws://",
    { scenario: "websocket", size: 16, note: "push and pull" },
    { ...ours, transport: "ws" },
  ],
  [
    "REQ/REP round trip over ws://",
    { scenario: "websocket", size: 16, note: "request and reply" },
    { ...ours, transport: "ws" },
  ],
]

/** A short table: the result, and how many times better it is than each rival's. */
export function highlightTable(report: Report): string {
  const rows = highlights.flatMap(([work, query, who]) =>
    grid.find(report, query, who).map((entry) => ({ work, ...entry })),
  )
  const hasStock = rows.some((row) => grid.rivalOf(row, "stock-libzmq") !== undefined)
  return markdownTable(rows, [
    ["over tcp, unless it says otherwise", "left", ({ work }) => work],
    ["zmq-napi", "right", result],
    ["CPU a message", "right", cpu],
    versus("zeromq", "zeromq"),
    versus("jszmq", "jszmq"),
    versus("libzmq in plain C", "libzmq"),
    ...(hasStock ? [versus("stock libzmq in plain C", "stock-libzmq")] : []),
  ])
}

/** For large messages. */
function dataRate({ rate }: Summary, { size, parts }: Cell): string {
  return rate === undefined || size * parts < 4096 ? "" : `${format.bytes(rate.median * size * parts)}/s`
}

const numbers: [title: string, text: (summary: Summary, cell: Cell) => string][] = [
  ["rate", ({ rate }) => format.rate(rate)],
  ["data", dataRate],
  ["CPU a message", ({ cpu }) => format.micros(cpu)],
  ["p50", ({ p50 }) => format.micros(p50)],
  ["p99", ({ p99 }) => format.micros(p99)],
  ["p99.9", ({ p999 }) => format.micros(p999)],
  ["time", ({ time }) => format.millis(time)],
  ["CPU load", ({ load }) => format.load(load)],
  ["stream", ({ streamed }) => format.rate(streamed)],
  ["memory a connection", ({ connectionMemory }) => format.bytes(connectionMemory)],
  ["peak memory", ({ peakRss }) => format.bytes(peakRss)],
]

/** A row for each contender, with the columns of which anything was measured, and below them what failed. */
export function scenarioTable(scenario: ScenarioName, cells: Cell[]): string {
  const entries = grid.entriesOf(cells)
  const measured = numbers.filter(([, text]) =>
    entries.some(({ cell, contender: { summary } }) => summary && !["", format.none].includes(text(summary, cell))),
  )
  // If all contenders failed, one column is needed to say so. A failure stands in the first column of numbers.
  const columns = (measured.length > 0 ? measured : numbers.slice(0, 1)).map(
    ([title, text], at): Column<grid.Entry> => {
      const textOf = ({ cell, contender: { summary, failure } }: grid.Entry) => {
        if (failure !== undefined) return at === 0 ? "**failed**" : ""
        return summary === undefined ? format.none : text(summary, cell)
      }
      return [title, "right", textOf]
    },
  )
  // Contenders are compared with those of other libraries, but not with further ones of zmq-napi.
  const rivals = entries.filter(({ contender }) => contender.driver !== "zmq-napi")
  const ratios = [...new Set(rivals.map(({ contender }) => contender.name))].map((rival) =>
    ratioColumn(scenario, rival),
  )
  const table = markdownTable<grid.Entry>(entries, [
    [grid.scenarios[scenario].axis, "left", ({ cell }) => grid.cellLabel(cell)],
    ["contender", "left", ({ contender }) => contender.name],
    ...columns,
    ...ratios.filter(([, , text]) => entries.some((entry) => text(entry) !== "")),
  ])
  const failures = grid
    .failuresOf(cells)
    .map(({ cell, contender, line }) => `- ${grid.cellLabel(cell)}, ${contender.name}: ${escapeMarkdown(line)}`)
  return failures.length === 0 ? table : `${table}\n\nFailed:\n\n${failures.join("\n")}`
}

const ratioTitles: Record<keyof Ratios, string> = {
  rate: "rate",
  cpu: "CPU",
  p50: "p50",
  p99: "p99",
  p999: "p99.9",
  peakRss: "memory",
  time: "time",
  connectionMemory: "memory a connection",
}

function ratioColumn(scenario: ScenarioName, rival: string): Column<grid.Entry> {
  const names = grid.scenarios[scenario].ratios
  const text = (entry: grid.Entry) => {
    const ratios = grid.ratiosTo(entry, rival)
    if (entry.contender.failure !== undefined || names.every((name) => ratios[name] === undefined)) return ""
    return names.map((name) => format.factor(ratios[name])).join(", ")
  }
  return [`better than ${rival}: ${names.map((name) => ratioTitles[name]).join(", ")}`, "right", text]
}
