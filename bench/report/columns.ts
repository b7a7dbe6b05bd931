import type { Cell, Ratios, ScenarioName, Summary } from "../result"
import { type Entry, entriesOf, ratiosTo } from "./contenders"
import * as format from "./format"
import { cellLabel, scenarios } from "./scenarios"
import type { Column } from "./table"

/** From here on the bytes a second tell more than the messages. */
const largeSize = 4096

type Measure = Exclude<keyof Summary, "ratios">

interface MeasureColumn {
  title: string
  measure: Measure
  text: (entry: Entry, summary: Summary) => string
}

const measureColumns: MeasureColumn[] = [
  { title: "rate", measure: "rate", text: (_, { rate }) => format.rateSpread(rate) },
  { title: "data", measure: "rate", text: ({ cell }, { rate }) => dataRate(cell, rate?.median) },
  { title: "CPU a message", measure: "cpu", text: (_, { cpu }) => format.microsSpread(cpu) },
  { title: "p50", measure: "p50", text: (_, { p50 }) => format.microsSpread(p50) },
  { title: "p99", measure: "p99", text: (_, { p99 }) => format.microsSpread(p99) },
  { title: "p99.9", measure: "p999", text: (_, { p999 }) => format.microsSpread(p999) },
  { title: "time", measure: "time", text: (_, { time }) => format.millisSpread(time) },
  { title: "CPU load", measure: "load", text: (_, { load }) => format.loadSpread(load) },
  { title: "peak memory", measure: "peakRss", text: (_, { peakRss }) => format.bytesSpread(peakRss) },
]

/** What a scenario compares first, by which ratios are given. */
export const firstRatio: Partial<Record<ScenarioName, (keyof Ratios)[]>> = {
  latency: ["p50", "cpu"],
  memory: ["peakRss"],
  startup: ["time"],
}

const ratioNames: Record<keyof Ratios, string> = {
  rate: "rate",
  cpu: "CPU",
  p50: "p50",
  peakRss: "memory",
  time: "time",
}

/** The columns of a scenario's table: only those of which anything was measured. */
export function scenarioColumns(scenario: ScenarioName, cells: Cell[]): Column<Entry>[] {
  const entries = entriesOf(cells)
  return [
    { title: scenarios[scenario].axis, align: "left", text: ({ cell }) => cellLabel(cell) },
    { title: "contender", align: "left", text: ({ contender }) => contender.name },
    ...measuredColumns(entries).map(toColumn),
    ...rivalNames(entries)
      .map((rival) => ratioColumn(scenario, rival))
      .filter(({ text }) => entries.some((entry) => text(entry) !== "")),
  ]
}

/** Where everyone failed, one column is left to say so. */
function measuredColumns(entries: Entry[]): MeasureColumn[] {
  const measured = measureColumns.filter((column) => isMeasured(column, entries))
  return measured.length > 0 ? measured : measureColumns.slice(0, 1)
}

function isMeasured({ title, measure }: MeasureColumn, entries: Entry[]): boolean {
  const measured = entries.filter(({ contender }) => contender.summary?.[measure] !== undefined)
  return title === "data" ? measured.some(({ cell }) => isLarge(cell)) : measured.length > 0
}

/** A failure stands in the first column of numbers, and leaves the others empty. */
function toColumn({ title, text }: MeasureColumn, at: number): Column<Entry> {
  return {
    title,
    align: "right",
    text: (entry) => {
      const { summary, failure } = entry.contender
      if (failure !== undefined) return at === 0 ? "**failed**" : ""
      return summary === undefined ? "–" : text(entry, summary)
    },
  }
}

/** Everyone whom a contender of another driver was compared with, apart from our own. */
function rivalNames(entries: Entry[]): string[] {
  return [
    ...new Set(
      entries.filter(({ contender }) => contender.driver !== "zmq-napi").map(({ contender }) => contender.name),
    ),
  ]
}

function ratioColumn(scenario: ScenarioName, rival: string): Column<Entry> {
  const kinds = firstRatio[scenario] ?? ["rate", "cpu"]
  return {
    title: `better than ${rival}: ${kinds.map((kind) => ratioNames[kind]).join(", ")}`,
    align: "right",
    text: (entry) => {
      const { cell, contender } = entry
      const ratios = ratiosTo(
        entry,
        cell.contenders.find(({ name }) => name === rival),
      )
      if (contender.failure !== undefined || kinds.every((kind) => ratios[kind] === undefined)) return ""
      return kinds.map((kind) => format.factor(ratios[kind])).join(", ")
    },
  }
}

function dataRate(cell: Cell, rate: number | undefined): string {
  return rate !== undefined && isLarge(cell) ? format.bytesPerSecond(rate * cell.size * cell.parts) : ""
}

function isLarge({ size, parts }: Cell): boolean {
  return size * parts >= largeSize
}
