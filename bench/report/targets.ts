import type { CellQuery, ContenderQuery } from "./contenders"

/** How many times better than the rival, or what share of the rival's. */
export interface RatioTarget {
  kind: "ratio"
  contender: ContenderQuery
  rival: ContenderQuery
  measure: "rate" | "cpu" | "p50" | "peakRss"
  /** `atLeast` n times better; or, of a cost, `atMost` n of the rival's. */
  atLeast?: number
  atMost?: number
}

/** The cost of a message in the cell, over that in the cell of `from`. */
export interface GrowthTarget {
  kind: "growth"
  contender: ContenderQuery
  from: CellQuery
  atMost: number
}

/** Resident memory of both sides at the end over that after the first million messages. */
export interface FlatTarget {
  kind: "flat"
  contender: ContenderQuery
  messages: number
  atMost: number
}

/** Milliseconds more than an empty script. */
export interface ImportTarget {
  kind: "import"
  contender: ContenderQuery
  atMost: number
}

/** CPU time as a share of one core. */
export interface LoadTarget {
  kind: "load"
  contender: ContenderQuery
  atMost: number
}

/** What zmq-napi has to reach in every cell that fits. */
export type Target = { name: string; cell: CellQuery } & (
  | RatioTarget
  | GrowthTarget
  | FlatTarget
  | ImportTarget
  | LoadTarget
)

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
const throughput = (transport: CellQuery["transport"], size: number): CellQuery => ({
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
  {
    name: "router, many connections",
    cell: router(1000),
    kind: "growth",
    contender: each,
    from: router(1),
    atMost: 1.5,
  },
  { name: "encrypted", cell: { scenario: "curve", size: 1024 }, ...rateOver(each, libzmq, 0.85) },
  { name: "beside pure JavaScript", cell: { scenario: "websocket" }, ...rateOver({ driver: "zmq-napi" }, jszmq, 10) },
  {
    name: "memory is flat",
    cell: { scenario: "memory" },
    kind: "flat",
    contender: each,
    messages: 10_000_000,
    atMost: 1.1,
  },
  { name: "peak memory", cell: { scenario: "memory" }, ...costOf(each, zeromq, "peakRss", 1) },
  {
    name: "import",
    cell: { scenario: "startup", note: /^import (by|as)/ },
    kind: "import",
    contender: { driver: "zmq-napi" },
    atMost: 15,
  },
  { name: "idle sockets", cell: { scenario: "idle", peers: 1000 }, kind: "load", contender: each, atMost: 0.005 },
]

function rateOver(contender: ContenderQuery, rival: ContenderQuery, atLeast: number): RatioTarget {
  return { kind: "ratio", contender, rival, measure: "rate", atLeast }
}

function costOf(
  contender: ContenderQuery,
  rival: ContenderQuery,
  measure: "cpu" | "p50" | "peakRss",
  atMost: number,
): RatioTarget {
  return { kind: "ratio", contender, rival, measure, atMost }
}
