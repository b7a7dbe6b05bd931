// The bounds that zmq-napi has to meet, and whether a report meets them.
import type { Ratios, Report } from "../result"
import { medianOf } from "../statistics"
import {
  batch,
  type CellQuery,
  type ContenderQuery,
  cellsOf,
  contendersOf,
  type Entry,
  each,
  latency,
  ratiosTo,
  styles,
  throughput,
} from "./cells"
import { count, digits, factor } from "./format"

interface Bound {
  wanted: string
  /** The target counts only in cells where this one takes part, too. */
  rival?: ContenderQuery
  /** The value, and how it is shown; or the reason why there is none. */
  find(entry: Entry, report: Report): readonly [value: number, text: string] | string
  isMet(value: number): boolean
}

/** What counts in every cell that fits. */
export type Target = readonly [name: string, cell: CellQuery, contender: ContenderQuery, bound: Bound]

const ours: ContenderQuery = { driver: "zmq-napi" }
const iterate: ContenderQuery = { ...ours, style: "iterate" }
const transfer: ContenderQuery = { ...ours, style: "transfer" }
const sync: ContenderQuery = { ...ours, style: "sync" }
const zeromq: ContenderQuery = { driver: "zeromq", style: "each" }
const zeromqIterate: ContenderQuery = { driver: "zeromq", style: "iterate" }
const libzmq: ContenderQuery = { driver: "libzmq" }
const jszmq: ContenderQuery = { driver: "jszmq" }
const router = (peers: number): CellQuery => ({ scenario: "router", peers })

const large = (["tcp", "ipc"] as const).flatMap((transport) =>
  [2 ** 16, 2 ** 20].flatMap((size): Target[] => [
    ["large messages, copied", throughput(transport, size), each, rateOver(zeromq, 1)],
    ["large messages, transferred", throughput(transport, size), transfer, rateOver(zeromq, 1.1)],
    ["large messages, copied", throughput(transport, size), each, rateOver(libzmq, 0.9)],
  ]),
)

export const targets: readonly Target[] = [
  ["each message awaited", styles, each, rateOver(zeromq, 8)],
  ["each message awaited", styles, each, rateOver(libzmq, 0.5)],
  ["each message awaited", styles, each, costOf(zeromq, "cpu", 1 / 8)],
  ["by iterator", styles, iterate, rateOver(zeromqIterate, 8)],
  ["by iterator", styles, iterate, rateOver(libzmq, 0.5)],
  ["by iterator", styles, iterate, costOf(zeromqIterate, "cpu", 1 / 8)],
  ["in batches", styles, batch, rateOver(libzmq, 0.8)],
  ["each message awaited", throughput("tcp", 256), each, rateOver(zeromq, 6)],
  ["each message awaited", throughput("tcp", 4096), each, rateOver(zeromq, 1.5)],
  ...large,
  ["each message awaited", throughput("inproc", 16), each, rateOver(zeromq, 8)],
  ["round trip, awaited", latency, each, costOf(zeromq, "p50", 0.85)],
  ["round trip, awaited", latency, each, costOf(libzmq, "p50", 1.25)],
  ["round trip, blocking", latency, sync, costOf(libzmq, "p50", 1.1)],
  ["fan-out", { scenario: "fanout", peers: 8 }, each, rateOver(zeromq, 5)],
  ["router", router(100), each, rateOver(zeromq, 5)],
  ["router, many connections", router(1000), each, growth(router(1), 1.5)],
  ["encrypted", { scenario: "curve", size: 1024 }, each, rateOver(libzmq, 0.85)],
  ["beside pure JavaScript", { scenario: "websocket" }, ours, rateOver(jszmq, 10)],
  ["memory is flat", { scenario: "memory" }, each, flat(10_000_000, 1.1)],
  ["peak memory", { scenario: "memory" }, each, costOf(zeromq, "peakRss", 1)],
  ["import", { scenario: "startup", note: /^import (by|as)/ }, ours, overEmpty(15)],
  ["idle sockets", { scenario: "idle", peers: 1000 }, each, loadOf(0.005)],
]

/** At least so many times the rival's rate. */
export function rateOver(rival: ContenderQuery, atLeast: number): Bound {
  const wanted = `rate ≥ ${short(atLeast)}× ${describe(rival)}'s`
  return { wanted, rival, find: ratioTo(rival, "rate"), isMet: (value) => value >= atLeast }
}

/** At most such a share of the rival's cost. */
export function costOf(rival: ContenderQuery, cost: "cpu" | "p50" | "peakRss", atMost: number): Bound {
  const name = { cpu: "CPU a message", p50: "p50", peakRss: "peak memory" }[cost]
  const wanted = `${name} ≤ ${short(atMost)}× ${describe(rival)}'s`
  return { wanted, rival, find: ratioTo(rival, cost), isMet: (value) => value <= atMost }
}

function ratioTo(rival: ContenderQuery, measure: keyof Ratios): Bound["find"] {
  return (entry) => {
    const [other] = contendersOf(entry.cell, rival)
    if (other?.failure !== undefined) return `${other.name} failed`
    const better = ratiosTo(entry, other?.name)[measure]
    if (better === undefined) return "no ratio"
    // Ratios say how many times better a contender is; of a cost that is the other's over its own.
    const value = measure === "rate" ? better : 1 / better
    return [value, factor(value)]
  }
}

/** The CPU time of a message in the cell, over that in the cell of `start`. */
export function growth(start: CellQuery, atMost: number): Bound {
  const where = describeCell(start)
  const wanted = `CPU a message ≤ ${short(atMost)}× that of ${where}`
  const find: Bound["find"] = ({ contender: { driver, style, summary } }, report) => {
    const [from] = cellsOf(report, start).flatMap((cell) => contendersOf(cell, { driver, style }))
    if (from === undefined) return `${where} not run`
    const [least, most] = [from.summary?.cpu?.median, summary?.cpu?.median]
    if (least === undefined || most === undefined) return `${where} failed`
    return [most / least, `${factor(most / least)} (${digits(least)} to ${digits(most)} µs)`]
  }
  return { wanted, find, isMet: (value) => value <= atMost }
}

/** Resident memory of both sides at the end, over that after the first tenth of so many messages. */
export function flat(messages: number, atMost: number): Bound {
  const wanted = `resident memory ≤ ${short(atMost)}× that after the first tenth`
  const find: Bound["find"] = ({ contender: { rounds } }) => {
    const growths = rounds.map(({ memory = [] }) => {
      const [start, end] = [memory.find((reading) => reading.messages >= messages / 10), memory.at(-1)]
      if (start === undefined || end === undefined || end.messages < messages) return undefined
      return (end.sender + end.receiver) / (start.sender + start.receiver)
    })
    const value = medianOf(growths)
    return value === undefined ? `fewer than ${count(messages)} messages` : [value, factor(value)]
  }
  return { wanted, find, isMet: (value) => value <= atMost }
}

/** Milliseconds more than an empty script. */
export function overEmpty(atMost: number): Bound {
  const wanted = `≤ ${short(atMost)} ms more than an empty script`
  const find: Bound["find"] = ({ cell, contender: { rounds } }) => {
    const empty = cell.contenders.find(({ name }) => /empty/i.test(name))
    if (empty?.failure !== undefined) return `${empty.name} failed`
    const more = rounds.map(({ time = Number.NaN }, round) => time - (empty?.rounds[round]?.time ?? Number.NaN))
    const value = medianOf(more.filter(Number.isFinite))
    return value === undefined ? "no empty script beside it" : [value, `${digits(value)} ms more`]
  }
  return { wanted, find, isMet: (value) => value <= atMost }
}

/** CPU time as a share of one core. */
export function loadOf(atMost: number): Bound {
  const wanted = `≤ ${short(atMost * 100)} % of a core`
  const find: Bound["find"] = ({ contender: { summary } }) => {
    const value = summary?.load?.median
    return value === undefined ? "no load" : [value, `${digits(value * 100)} % of a core`]
  }
  return { wanted, find, isMet: (value) => value <= atMost }
}

/** Whether a target was met in one cell. */
export interface Outcome {
  name: string
  /** The cell's id, or what the cell would have been. */
  where: string
  contender: string
  wanted: string
  verdict: "met" | "missed" | "not measured"
  /** The value; or why nothing was measured. */
  measured: string
}

export function evaluate(report: Report, given: readonly Target[]): Outcome[] {
  return given.flatMap(([name, query, who, bound]) => {
    const { wanted, rival, find, isMet } = bound
    const outcome = (where: string, contender: string, verdict: Outcome["verdict"], measured: string): Outcome => {
      return { name, where, contender, wanted, verdict, measured }
    }
    const cells = cellsOf(report, query).filter((cell) => rival === undefined || contendersOf(cell, rival).length > 0)
    const entries = cells.flatMap((cell) => contendersOf(cell, who).map((contender) => ({ cell, contender })))
    if (entries.length === 0) return outcome(describeCell(query), describe(who), "not measured", "not run")
    return entries.map((entry) => {
      const { cell, contender } = entry
      const found = contender.failure === undefined ? find(entry, report) : `${contender.name} failed`
      if (typeof found === "string") return outcome(cell.id, contender.name, "not measured", found)
      return outcome(cell.id, contender.name, isMet(found[0]) ? "met" : "missed", found[1])
    })
  })
}

/** `12 met, 3 missed, 9 not measured` */
export function verdictLine(outcomes: Outcome[]): string {
  const verdicts = ["met", "missed", "not measured"] as const
  return verdicts.map((wanted) => `${outcomes.filter(({ verdict }) => verdict === wanted).length} ${wanted}`).join(", ")
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)))
}

function describe({ driver, style }: ContenderQuery): string {
  return style === undefined || style === "each" ? `${driver}` : `${driver} ${style}`
}

function describeCell({ scenario, transport, size, peers }: CellQuery): string {
  return [scenario, transport, size, peers].filter((word) => word !== undefined).join(" ")
}
