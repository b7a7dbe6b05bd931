import type { DriverName, Report } from "../result"
import { type CellQuery, type ContenderQuery, cellsOf, contendersOf, type Entry, ratiosTo, rivalOf } from "./contenders"
import { factor, micros } from "./format"
import { ratioOf, result } from "./summary"
import { type Column, markdownTable } from "./table"

interface Highlight {
  work: string
  cell: CellQuery
  contender: ContenderQuery
}

const each: ContenderQuery = { driver: "zmq-napi", style: "each" }
const throughput = (size: number): CellQuery => ({ scenario: "throughput", transport: "tcp", size })
const styles: CellQuery = { scenario: "styles", transport: "tcp", size: 16 }
const websocket: CellQuery = { scenario: "websocket", size: 16, note: /^push/ }

/** What a reader of the first page wants to know; over tcp. */
const highlights: Highlight[] = [
  { work: "PUSH/PULL 16 B, each message awaited", cell: styles, contender: each },
  { work: "PUSH/PULL 16 B, in batches", cell: styles, contender: { driver: "zmq-napi", style: "batch" } },
  { work: "PUSH/PULL 256 B", cell: throughput(256), contender: each },
  { work: "PUSH/PULL 4 KiB", cell: throughput(4096), contender: each },
  { work: "PUSH/PULL 64 KiB", cell: throughput(2 ** 16), contender: each },
  { work: "PUSH/PULL 1 KiB with CURVE", cell: { scenario: "curve", size: 1024 }, contender: each },
  { work: "REQ/REP round trip", cell: { scenario: "latency", transport: "tcp" }, contender: each },
  { work: "PUB/SUB to 8 subscribers", cell: { scenario: "fanout", peers: 8 }, contender: each },
  { work: "ROUTER with 100 connections", cell: { scenario: "router", peers: 100 }, contender: each },
  {
    work: "PUSH/PULL 16 B over ws://",
    cell: websocket,
    contender: { driver: "zmq-napi", transport: "ws" },
  },
]

interface Row extends Entry {
  work: string
}

const columns: Column<Row>[] = [
  { title: "over tcp, unless it says otherwise", align: "left", text: ({ work }) => work },
  { title: "zmq-napi", align: "right", text: result },
  {
    title: "CPU a message",
    align: "right",
    text: ({ contender }) => (contender.failure === undefined ? micros(contender.summary?.cpu?.median) : ""),
  },
  rivalColumn("zeromq", "zeromq"),
  rivalColumn("jszmq", "jszmq"),
  rivalColumn("libzmq in plain C", "libzmq"),
]

/** A short table: the result, and how many times better it is than each rival's. */
export function highlightTable(report: Report): string {
  const rows = highlights.flatMap(({ work, cell, contender }) =>
    cellsOf(report, cell).flatMap((found) =>
      contendersOf(found, contender).map((entry): Row => ({ work, cell: found, contender: entry })),
    ),
  )
  return markdownTable(columns, rows)
}

function rivalColumn(title: string, driver: DriverName): Column<Row> {
  return {
    title: `vs ${title}`,
    align: "right",
    text: (row) => {
      const rival = rivalOf(row, driver)
      if (rival === undefined || row.contender.failure !== undefined) return ""
      if (rival.failure !== undefined) return "failed"
      return factor(ratioOf(row.cell, ratiosTo(row, rival)))
    },
  }
}
