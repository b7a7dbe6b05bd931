import type { Cell, Ratios, Report } from "../result"
import { medianOf } from "../statistics"
import { type CellQuery, type ContenderQuery, cellsOf, contendersOf, type Entry } from "./cells"
import { count, digits, factor } from "./format"

/** A bound that zmq-napi has to meet in every cell that fits. */
export interface Target extends Bound {
  name: string
  cell: CellQuery
}

interface Bound {
  contender: ContenderQuery
  /** The target counts only in cells where this one takes part, too. */
  rival?: ContenderQuery
  wanted: string
  find(entry: Entry, report: Report): Finding
}

/** The measured value, or the reason why there is none. */
type Finding = { met: boolean; text: string } | { reason: string }

const costs = { cpu: "CPU a message", p50: "p50", peakRss: "peak memory" }

const each: ContenderQuery = { driver: "zmq-napi", style: "each" }
const iterate: ContenderQuery = { driver: "zmq-napi", style: "iterate" }
const batch: ContenderQuery = { driver: "zmq-napi", style: "batch" }
const transfer: ContenderQuery = { driver: "zmq-napi", style: "transfer" }
const sync: ContenderQuery = { driver: "zmq-napi", style: "sync" }
const zeromq: ContenderQuery = { driver: "zeromq", style: "each" }
const zeromqIterate: ContenderQuery = { driver: "zeromq", style: "iterate" }
const libzmq: ContenderQuery = { driver: "libzmq" }
const jszmq: ContenderQuery = { driver: "jszmq" }

const styles: CellQuery = { scenario: "styles", transport: "tcp", size: 16 }
const latency: CellQuery = { scenario: "latency", transport: "tcp" }
const router = (peers: number): CellQuery => ({ scenario: "router", peers })
const throughput = (transport: Cell["transport"], size: number): CellQuery => ({
  scenario: "throughput",
  transport,
  size,
})

const large: Target[] = (["tcp", "ipc"] as const).flatMap((transport) =>
  [2 ** 16, 2 ** 20].flatMap((size): Target[] => {
    const cell = throughput(transport, size)
    return [
      { name: "large messages, copied", cell, ...rateOver(each, zeromq, 1) },
      { name: "large messages, transferred", cell, ...rateOver(transfer, zeromq, 1.1) },
      { name: "large messages, copied", cell, ...rateOver(each, libzmq, 0.9) },
    ]
  }),
)

export const targets: readonly Target[] = [
  { name: "each message awaited", cell: styles, ...rateOver(each, zeromq, 8) },
  { name: "each message awaited", cell: styles, ...rateOver(each, libzmq, 0.5) },
  { name: "each message awaited", cell: styles, ...costOf(each, zeromq, "cpu", 1 / 8) },
  { name: "by iterator", cell: styles, ...rateOver(iterate, zeromqIterate, 8) },
  { name: "by iterator", cell: styles, ...rateOver(iterate, libzmq, 0.5) },
  { name: "by iterator", cell: styles, ...costOf(iterate, zeromqIterate, "cpu", 1 / 8) },
  { name: "in batches", cell: styles, ...rateOver(batch, libzmq, 0.8) },
  { name: "each message awaited", cell: throughput("tcp", 256), ...rateOver(each, zeromq, 6) },
  { name: "each message awaited", cell: throughput("tcp", 4096), ...rateOver(each, zeromq, 1.5) },
  ...large,
  { name: "each message awaited", cell: throughput("inproc", 16), ...rateOver(each, zeromq, 8) },
  { name: "round trip, awaited", cell: latency, ...costOf(each, zeromq, "p50", 0.85) },
  { name: "round trip, awaited", cell: latency, ...costOf(each, libzmq, "p50", 1.25) },
  { name: "round trip, blocking", cell: latency, ...costOf(sync, libzmq, "p50", 1.1) },
  { name: "fan-out", cell: { scenario: "fanout", peers: 8 }, ...rateOver(each, zeromq, 5) },
  { name: "router", cell: router(100), ...rateOver(each, zeromq, 5) },
  { name: "router, many connections", cell: router(1000), ...growth(each, router(1), 1.5) },
  { name: "encrypted", cell: { scenario: "curve", size: 1024 }, ...rateOver(each, libzmq, 0.85) },
  { name: "beside pure JavaScript", cell: { scenario: "websocket" }, ...rateOver({ driver: "zmq-napi" }, jszmq, 10) },
  { name: "memory is flat", cell: { scenario: "memory" }, ...flat(each, 10_000_000, 1.1) },
  { name: "peak memory", cell: { scenario: "memory" }, ...costOf(each, zeromq, "peakRss", 1) },
  { name: "import", cell: { scenario: "startup", note: /^import (by|as)/ }, ...overEmpty({ driver: "zmq-napi" }, 15) },
  { name: "idle sockets", cell: { scenario: "idle", peers: 1000 }, ...loadOf(each, 0.005) },
]

/** At least so many times the rival's rate. */
export function rateOver(contender: ContenderQuery, rival: ContenderQuery, atLeast: number): Bound {
  const wanted = `rate ≥ ${short(atLeast)}× ${describe(rival)}'s`
  return ratio(contender, rival, wanted, "rate", (better) => ({ met: better >= atLeast, text: factor(better) }))
}

/** At most such a share of the rival's cost. */
export function costOf(
  contender: ContenderQuery,
  rival: ContenderQuery,
  cost: keyof typeof costs,
  atMost: number,
): Bound {
  const wanted = `${costs[cost]} ≤ ${short(atMost)}× ${describe(rival)}'s`
  // Ratios say how many times better a contender is; of a cost that is the other's over its own.
  return ratio(contender, rival, wanted, cost, (better) => ({ met: 1 / better <= atMost, text: factor(1 / better) }))
}

function ratio(
  contender: ContenderQuery,
  rival: ContenderQuery,
  wanted: string,
  measure: keyof Ratios,
  judge: (better: number) => Finding,
): Bound {
  const find = ({ cell, contender: { summary } }: Entry): Finding => {
    const [other] = contendersOf(cell, rival)
    if (other?.failure !== undefined) return { reason: `${other.name} failed` }
    const better = summary?.ratios[other?.name ?? ""]?.[measure]
    return better === undefined ? { reason: "no ratio" } : judge(better)
  }
  return { contender, rival, wanted, find }
}

/** The CPU time of a message in the cell, over that in the cell of `start`. */
export function growth(contender: ContenderQuery, start: CellQuery, atMost: number): Bound {
  const where = describeCell(start)
  return {
    contender,
    wanted: `CPU a message ≤ ${short(atMost)}× that of ${where}`,
    find(entry, report) {
      const [from] = cellsOf(report, start).flatMap((cell) => contendersOf(cell, contender))
      if (from === undefined) return { reason: `${where} not run` }
      const [least, most] = [from.summary?.cpu?.median, entry.contender.summary?.cpu?.median]
      if (least === undefined || most === undefined) return { reason: `${where} failed` }
      const text = `${factor(most / least)} (${digits(least)} to ${digits(most)} µs)`
      return { met: most / least <= atMost, text }
    },
  }
}

/** Resident memory of both sides at the end, over that after the first tenth of so many messages. */
export function flat(contender: ContenderQuery, messages: number, atMost: number): Bound {
  return {
    contender,
    wanted: `resident memory ≤ ${short(atMost)}× that after the first tenth`,
    find(entry) {
      const growths = entry.contender.rounds.map(({ memory = [] }) => {
        const start = memory.find((reading) => reading.messages >= messages / 10)
        const end = memory.at(-1)
        if (start === undefined || end === undefined || end.messages < messages) return undefined
        return (end.sender + end.receiver) / (start.sender + start.receiver)
      })
      const value = medianOf(growths)
      if (value === undefined) return { reason: `fewer than ${count(messages)} messages` }
      return { met: value <= atMost, text: factor(value) }
    },
  }
}

/** Milliseconds more than an empty script. */
export function overEmpty(contender: ContenderQuery, atMost: number): Bound {
  return {
    contender,
    wanted: `≤ ${short(atMost)} ms more than an empty script`,
    find({ cell, contender: { rounds } }) {
      const empty = cell.contenders.find(({ name }) => /empty/i.test(name))
      if (empty?.failure !== undefined) return { reason: `${empty.name} failed` }
      const more = rounds.map(({ time }, round) => {
        const baseline = empty?.rounds[round]?.time
        return time === undefined || baseline === undefined ? undefined : time - baseline
      })
      const value = medianOf(more)
      if (value === undefined) return { reason: "no empty script beside it" }
      return { met: value <= atMost, text: `${digits(value)} ms more` }
    },
  }
}

/** CPU time as a share of one core. */
export function loadOf(contender: ContenderQuery, atMost: number): Bound {
  return {
    contender,
    wanted: `≤ ${short(atMost * 100)} % of a core`,
    find({ contender: { summary } }) {
      const value = summary?.load?.median
      if (value === undefined) return { reason: "no load" }
      return { met: value <= atMost, text: `${digits(value * 100)} % of a core` }
    },
  }
}

/** Whether a target was met in one cell. */
export interface Outcome {
  name: string
  /** The cell's id, or what the cell would have been. */
  where: string
  contender: string
  wanted: string
  verdict: "met" | "missed" | "not measured"
  measured?: string
  /** Why nothing was measured. */
  reason?: string
}

export function evaluate(report: Report, given: readonly Target[]): Outcome[] {
  return given.flatMap((target) => {
    const entries = cellsOf(report, target.cell).flatMap((cell) => entriesFor(cell, target))
    const { name, wanted } = target
    if (entries.length === 0) {
      const where = describeCell(target.cell)
      const contender = describe(target.contender)
      return [{ name, where, contender, wanted, verdict: "not measured", reason: "not run" }]
    }
    return entries.map((entry): Outcome => {
      const { cell, contender } = entry
      const told = { name, where: cell.id, contender: contender.name, wanted }
      const failed = { reason: `${contender.name} failed` }
      const finding = contender.failure === undefined ? target.find(entry, report) : failed
      if ("reason" in finding) return { ...told, verdict: "not measured", ...finding }
      return { ...told, verdict: finding.met ? "met" : "missed", measured: finding.text }
    })
  })
}

function entriesFor(cell: Cell, { contender, rival }: Target): Entry[] {
  if (rival !== undefined && contendersOf(cell, rival).length === 0) return []
  return contendersOf(cell, contender).map((found) => ({ cell, contender: found }))
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
  return style === undefined || style === "each" ? driver : `${driver} ${style}`
}

function describeCell({ scenario, transport, size, peers }: CellQuery): string {
  return [scenario, transport, size, peers].filter((word) => word !== undefined).join(" ")
}
