// The bounds that zmq-napi has to meet, and whether a report meets them.
import type { Cell, Ratios, Report } from "../result"
import { medianOf, ratio } from "../statistics"
import { count, digits, factor } from "./format"
import { type CellQuery, type ContenderQuery, contendersOf, type Entry, find } from "./grid"

interface Bound {
  wanted: string
  /** The target counts only in cells where this one takes part, too. */
  rival?: ContenderQuery
  /** The value, and how it is shown; or the reason why there is none. */
  find: (entry: Entry, report: Report) => readonly [value: number, text: string] | string
  isMet: (value: number) => boolean
}

/** What counts in every cell that fits. */
export type Target = readonly [name: string, cell: CellQuery, contender: ContenderQuery, bound: Bound]

const ours: ContenderQuery = { driver: "zmq-napi" }
const each: ContenderQuery = { ...ours, style: "each" }
const iterate: ContenderQuery = { ...ours, style: "iterate" }
const zeromq: ContenderQuery = { driver: "zeromq", style: "each" }
const zeromqIterate: ContenderQuery = { driver: "zeromq", style: "iterate" }
const libzmq: ContenderQuery = { driver: "libzmq" }
// What a user of C would run.
const stock: ContenderQuery = { driver: "stock-libzmq" }

/** What a cost is called. */
const costs = {
  cpu: "CPU a message",
  p50: "p50",
  p99: "p99",
  p999: "p99.9",
  peakRss: "peak memory",
  connectionMemory: "memory a connection",
}

const styles: CellQuery = { scenario: "styles", transport: "tcp", size: 16 }
const latency: CellQuery = { scenario: "latency", transport: "tcp" }
const router = (peers: number): CellQuery => ({ scenario: "router", peers })
const throughput = (transport: Cell["transport"], size: number): CellQuery => {
  return { scenario: "throughput", transport, size }
}

const midsize = (["tcp", "ipc"] as const).flatMap((transport) =>
  [
    { size: 256, ofStock: 1.2, ofZeromq: 7 },
    { size: 2 ** 10, ofStock: 1.4, ofZeromq: 3.5 },
    { size: 2 ** 12, ofStock: 1.8, ofZeromq: 2.3 },
    { size: 2 ** 14, ofStock: 1.5, ofZeromq: 1.9 },
  ].flatMap(({ size, ofStock, ofZeromq }): Target[] => [
    ["each message awaited", throughput(transport, size), each, rateOver(stock, ofStock)],
    ["each message awaited", throughput(transport, size), each, rateOver(zeromq, ofZeromq)],
  ]),
)

const largeSizes = [2 ** 16, 2 ** 20]
const large = (["tcp", "ipc"] as const).flatMap((transport) =>
  largeSizes.flatMap((size): Target[] => [
    ["large messages, copied", throughput(transport, size), each, rateOver(zeromq, 1)],
    ["large messages, copied", throughput(transport, size), each, rateOver(stock, 0.9)],
    ["large messages, transferred", throughput(transport, size), { ...ours, style: "transfer" }, rateOver(zeromq, 1.1)],
    ["large messages, into own memory", throughput(transport, size), { ...ours, style: "into" }, rateOver(stock, 1.1)],
  ]),
)
const uncopied = largeSizes.map((size): Target => {
  return ["large messages, uncopied", throughput("inproc", size), { ...ours, style: "uncopied" }, rateOver(zeromq, 1)]
})

export const targets: readonly Target[] = [
  ["each message awaited", styles, each, rateOver(zeromq, 10)],
  ["each message awaited", styles, each, rateOver(stock, 0.6)],
  ["each message awaited", styles, each, costOf(zeromq, "cpu", 1 / 8)],
  ["by iterator", styles, iterate, rateOver(zeromqIterate, 8)],
  ["by iterator", styles, iterate, rateOver(stock, 0.75)],
  ["by iterator", styles, iterate, costOf(zeromqIterate, "cpu", 1 / 8)],
  ["in batches", styles, { ...ours, style: "batch" }, rateOver(stock, 1.15)],
  ...midsize,
  ...large,
  ...uncopied,
  ["each message awaited", throughput("inproc", 16), each, rateOver(zeromq, 8)],
  ["round trip, awaited", latency, each, costOf(zeromq, "p50", 0.8)],
  ["round trip, awaited", latency, each, costOf(stock, "p50", 1.3)],
  ["round trip, awaited", latency, each, costOf(zeromq, "p99", 0.9)],
  ["round trip, awaited", latency, each, costOf(zeromq, "p999", 1)],
  ["round trip, blocking", latency, { ...ours, style: "sync" }, costOf(stock, "p50", 1.08)],
  ["fan-out", { scenario: "fanout", peers: 8 }, each, rateOver(zeromq, 14)],
  ["fan-out", { scenario: "fanout", peers: 8 }, each, rateOver(stock, 0.55)],
  ["router", router(100), each, rateOver(zeromq, 6)],
  ["router, many connections", router(1000), each, growth(router(1), 1.5)],
  ["encrypted", { scenario: "curve", size: 1024 }, each, rateOver(libzmq, 0.85)],
  ["beside pure JavaScript", { scenario: "websocket" }, ours, rateOver({ driver: "jszmq" }, 10)],
  ["memory is flat", { scenario: "memory" }, each, flat(10_000_000, 1.1)],
  ["peak memory", { scenario: "memory" }, each, costOf(zeromq, "peakRss", 1)],
  ...["import by require", "import as ES module"].map(
    (note): Target => ["import", { scenario: "startup", note }, ours, overEmpty(15)],
  ),
  ["idle sockets", { scenario: "idle", peers: 1000 }, each, loadOf(0.005)],
  ["idle connections", { scenario: "connections" }, each, costOf(stock, "connectionMemory", 1.05)],
]

/** At least so many times the rival's rate. */
export function rateOver(rival: ContenderQuery, least: number): Bound {
  const wanted = `rate ≥ ${short(least)}× ${describe(rival)}'s`
  return { wanted, rival, find: ratioTo(rival, "rate"), isMet: (value) => value >= least }
}

/** At most such a share of the rival's cost. */
export function costOf(rival: ContenderQuery, cost: Exclude<keyof Ratios, "rate" | "time">, most: number): Bound {
  const name = costs[cost]
  return { ...atMost(most, `${name} ≤ ${short(most)}× ${describe(rival)}'s`, ratioTo(rival, cost)), rival }
}

function ratioTo(rival: ContenderQuery, measure: keyof Ratios): Bound["find"] {
  return (entry) => {
    const [other] = contendersOf(entry.cell, rival)
    if (other?.failure !== undefined) return `${other.name} failed`
    // From the rounds: reports have ratios of what their version of the harness compared by.
    const better = other && ratio(entry.contender, other, measure)
    if (better === undefined) return "no ratio"
    // Ratios say how many times better a contender is; of a cost that is the other's over its own.
    const value = measure === "rate" ? better : 1 / better
    return [value, factor(value)]
  }
}

function atMost(most: number, wanted: string, find: Bound["find"]): Bound {
  return { wanted, find, isMet: (value) => value <= most }
}

/** The CPU time of a message in the cell, over that in the cell of `start`. */
export function growth(start: CellQuery, most: number): Bound {
  const where = describeCell(start)
  const wanted = `CPU a message ≤ ${short(most)}× that of ${where}`
  return atMost(most, wanted, ({ contender: { driver, style, summary } }, report) => {
    const [from] = find(report, start, { driver, style })
    if (from === undefined) return `${where} not run`
    const [before, after] = [from.contender.summary?.cpu?.median, summary?.cpu?.median]
    if (before === undefined || after === undefined) return `${where} failed`
    return [after / before, `${factor(after / before)} (${digits(before)} to ${digits(after)} µs)`]
  })
}

/** Resident memory of both sides at the end, over that after the first tenth of so many messages. */
export function flat(messages: number, most: number): Bound {
  return atMost(most, `resident memory ≤ ${short(most)}× that after the first tenth`, ({ contender: { rounds } }) => {
    const growths = rounds.map(({ memory = [] }) => {
      const [start, end] = [memory.find((reading) => reading.messages >= messages / 10), memory.at(-1)]
      if (start === undefined || end === undefined || end.messages < messages) return undefined
      return (end.sender + end.receiver) / (start.sender + start.receiver)
    })
    const value = medianOf(growths)
    return value === undefined ? `fewer than ${count(messages)} messages` : [value, factor(value)]
  })
}

/** Milliseconds more than an empty script. */
export function overEmpty(most: number): Bound {
  return atMost(most, `≤ ${short(most)} ms more than an empty script`, ({ cell, contender: { rounds } }) => {
    const empty = cell.contenders.find(({ name }) => /empty/i.test(name))
    if (empty?.failure !== undefined) return `${empty.name} failed`
    const more = rounds.map(({ time = Number.NaN }, round) => time - (empty?.rounds[round]?.time ?? Number.NaN))
    const value = medianOf(more.filter(Number.isFinite))
    return value === undefined ? "no empty script beside it" : [value, `${digits(value)} ms more`]
  })
}

/** CPU time as a share of one core. */
export function loadOf(most: number): Bound {
  return atMost(most, `≤ ${short(most * 100)} % of a core`, ({ contender: { summary } }) => {
    const value = summary?.load?.median
    return value === undefined ? "no load" : [value, `${digits(value * 100)} % of a core`]
  })
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
  return given.flatMap(([name, query, who, { wanted, rival, find: valueOf, isMet }]): Outcome[] => {
    const ran = find(report, query, who)
    const entries = ran.filter(({ cell }) => !rival || contendersOf(cell, rival).length > 0)
    if (entries.length === 0) {
      const [where, contender] = [describeCell(query), describe(who)]
      const measured = rival && ran.length > 0 ? `${describe(rival)} not run` : "not run"
      return [{ name, where, contender, wanted, verdict: "not measured", measured }]
    }
    return entries.map((entry) => {
      const common = { name, where: entry.cell.id, contender: entry.contender.name, wanted }
      const found = entry.contender.failure === undefined ? valueOf(entry, report) : `${common.contender} failed`
      if (typeof found === "string") return { ...common, verdict: "not measured", measured: found }
      return { ...common, verdict: isMet(found[0]) ? "met" : "missed", measured: found[1] }
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

function describeCell({ scenario, transport, size, peers, note }: CellQuery): string {
  return [scenario, transport, size, peers, note].filter((word) => word !== undefined).join(" ")
}
