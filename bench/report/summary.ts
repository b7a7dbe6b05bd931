import type { Cell, DriverName, Ratios, Report } from "../result"
import { firstRatio } from "./columns"
import { drivers, type Entry, entriesOf, failureLine, ratiosTo, rivalOf } from "./contenders"
import { evaluate, verdictLine } from "./evaluate"
import * as format from "./format"
import { type Column, plainTable } from "./table"
import { targets } from "./targets"

/** The short table for the terminal: a line for each way to use zmq-napi, and how many times better it is than each rival. */
export function summaryTable(report: Report): string {
  const failed = entriesOf(report.cells).filter(({ contender }) => contender.failure !== undefined)
  return [
    plainTable(summaryColumns(report), report.cells.flatMap(summaryEntries)),
    `How many times better than each rival: first by the result, then by CPU time a message. ${format.count(report.rounds)} rounds, medians.`,
    `Targets: ${verdictLine(evaluate(report, targets))}.`,
    failed.map(({ cell, contender }) => `FAILED ${cell.id}, ${contender.name}: ${failureLine(contender)}`).join("\n"),
  ]
    .filter((paragraph) => paragraph !== "")
    .join("\n\n")
}

/** Ours, or everyone's where ours took no part. */
export function summaryEntries(cell: Cell): Entry[] {
  const entries = entriesOf([cell])
  const ours = entries.filter(({ contender }) => contender.driver === "zmq-napi")
  return ours.length > 0 ? ours : entries
}

export function summaryColumns(report: Report): Column<Entry>[] {
  const rivals = drivers.filter(
    (driver) =>
      driver !== "zmq-napi" &&
      driver !== "node" &&
      report.cells.some((cell) => cell.contenders.some((other) => other.driver === driver)),
  )
  return [
    { title: "cell", align: "left", text: ({ cell }) => cell.id },
    { title: "contender", align: "left", text: ({ contender }) => contender.name },
    { title: "result", align: "right", text: result },
    { title: "CPU/msg", align: "right", text: ({ contender }) => format.micros(contender.summary?.cpu?.median) },
    ...rivals.map(
      (driver): Column<Entry> => ({
        title: `vs ${driver}`,
        align: "right",
        text: (entry) => comparison(entry, driver),
      }),
    ),
  ]
}

/** What the scenario is about. */
export function result({ cell, contender }: Entry): string {
  const { summary } = contender
  if (contender.failure !== undefined) return "failed"
  if (cell.scenario === "latency") return `${format.micros(summary?.p50?.median)} p50`
  if (cell.scenario === "startup") return format.millis(summary?.time?.median)
  if (cell.scenario === "idle") return `${format.load(summary?.load?.median)} of a core`
  if (cell.scenario === "memory") return `${format.bytes(summary?.peakRss?.median)} peak`
  return format.rate(summary?.rate?.median)
}

function comparison(entry: Entry, driver: DriverName): string {
  const rival = rivalOf(entry, driver)
  if (rival === undefined || entry.contender.failure !== undefined) return ""
  if (rival.failure !== undefined) return "failed"
  const ratios = ratiosTo(entry, rival)
  return [ratioOf(entry.cell, ratios), ratios.cpu]
    .filter((ratio) => ratio !== undefined)
    .map(format.factor)
    .join(" ")
}

/** The ratio by which the scenario compares first. */
export function ratioOf({ scenario }: Cell, ratios: Ratios): number | undefined {
  return ratios[firstRatio[scenario]?.[0] ?? "rate"]
}
