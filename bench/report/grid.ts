// The cells of a report and their contenders: how to find them, and how they are called.
import type { Cell, Contender, DriverName, Ratios, Report, ScenarioName, Summary } from "../result"
import * as format from "./format"

/** The order in which drivers are listed everywhere: ours, its rivals, and the limit. */
export const drivers: readonly DriverName[] = ["zmq-napi", "zeromq", "jszmq", "libzmq", "stock-libzmq", "node"]

export type ContenderQuery = Partial<Pick<Contender, "driver" | "style" | "transport">>
export type CellQuery = Partial<Pick<Cell, "scenario" | "transport" | "size" | "peers" | "note">>

/** A contender with the cell that it took part in. */
export interface Entry {
  cell: Cell
  contender: Contender
}

/** Those that have all the properties of the query. */
function matching<Item extends object>(items: Item[], query: NoInfer<Partial<Item>>): Item[] {
  const wanted = Object.entries(query) as [keyof Item, unknown][]
  return items.filter((item) => wanted.every(([key, value]) => item[key] === value))
}

export function contendersOf(cell: Cell, query: ContenderQuery): Contender[] {
  return matching(cell.contenders, query)
}

/** The contenders that fit, in all cells that fit. */
export function find({ cells }: Report, query: CellQuery, who: ContenderQuery): Entry[] {
  return matching(cells, query).flatMap((cell) => contendersOf(cell, who).map((contender) => ({ cell, contender })))
}

/** The contender of another driver to compare with: of the same style, else one that makes one call a message. */
export function rivalOf({ cell, contender }: Entry, driver: DriverName): Contender | undefined {
  const rivals = contendersOf(cell, { driver }).filter((other) => other !== contender)
  const ofStyle = (wanted: string) => rivals.find(({ style }) => style === wanted)
  return ofStyle(contender.style) ?? ofStyle("each") ?? rivals[0]
}

export function ratiosTo(entry: Entry, rival: string | undefined): Ratios {
  return entry.contender.summary?.ratios[rival ?? ""] ?? {}
}

/** The contenders of all cells, in the order of {@link drivers} and then of the cell. */
export function entriesOf(cells: Cell[]): Entry[] {
  return cells.flatMap((cell) =>
    drivers.flatMap((driver) => contendersOf(cell, { driver }).map((contender) => ({ cell, contender }))),
  )
}

/** The contenders that failed, with the whole failure and its first line. */
export function failuresOf(cells: Cell[]): (Entry & { failure: string; line: string })[] {
  return entriesOf(cells).flatMap((entry) => {
    const { failure } = entry.contender
    if (failure === undefined) return []
    const [line = ""] = failure.trim().split("\n")
    return [{ ...entry, failure, line: line.length > 120 ? `${line.slice(0, 119)}…` : line }]
  })
}

interface ScenarioText {
  title: string
  /** Describes the work of a round. */
  work: string
  /** The property in which the cells of the scenario differ. */
  axis: string
  /** The name of a cell within its group. */
  label: (cell: Cell) => string
  /** The one number that the scenario measures. */
  result: (summary: Summary) => string
  /** The ratios that it compares by, the most important first. */
  ratios: (keyof Ratios)[]
}

/** What most scenarios have in common: the rate of messages of several sizes. */
const rates: Omit<ScenarioText, "title" | "work"> = {
  axis: "size",
  label: ({ size }) => format.size(size),
  result: ({ rate }) => format.rate(rate?.median),
  ratios: ["rate", "cpu"],
}

/** For cells that differ in the number of peers. */
const byPeers = (noun: string) => ({ axis: `${noun}s`, label: ({ peers }: Cell) => format.plural(peers, noun) })

/** In the order of the report. */
export const scenarios: Record<ScenarioName, ScenarioText> = {
  throughput: {
    ...rates,
    title: "Throughput",
    work: "PUSH to PULL, one message a call, each call awaited. Two processes; over inproc two threads, or one.",
  },
  styles: {
    ...rates,
    title: "Styles",
    work: "PUSH to PULL between two processes, in each way in which the API can be used.",
  },
  latency: {
    ...rates,
    title: "Latency",
    work: "REQ to REP and back between two processes, one request at a time; the time of each round trip is taken.",
    result: ({ p50 }) => `${format.micros(p50?.median)} p50`,
    ratios: ["p50", "cpu"],
  },
  mixed: {
    ...rates,
    title: "Round trips beside a stream",
    work:
      "As for latency, while PUSH sends a stream to PULL from the process of the requests to that of the replies, at a " +
      "pace that is the same for all.",
    label: ({ size }) => format.size(size),
    result: ({ p999 }) => `${format.micros(p999?.median)} p99.9`,
    ratios: ["p999", "p50", "cpu"],
  },
  fanout: {
    ...rates,
    title: "Fan-out",
    work: "PUB to several SUB sockets in one other process. The rate counts deliveries: messages times subscribers.",
    ...byPeers("subscriber"),
  },
  router: {
    ...rates,
    title: "Router",
    work:
      "A ROUTER sends back what DEALER sockets send, with 1,000 messages under way in all. The dealers are the plain C " +
      "program for every contender, and CPU time and memory are those of the router's process alone.",
    ...byPeers("connection"),
  },
  multipart: {
    ...rates,
    title: "Multipart",
    work: "PUSH to PULL, messages of several parts.",
    axis: "parts",
    label: ({ parts, size }) => `${parts} × ${format.size(size)}`,
  },
  curve: { ...rates, title: "CURVE", work: "PUSH to PULL, encrypted and authenticated by CURVE." },
  websocket: {
    ...rates,
    title: "WebSocket, beside pure JavaScript",
    work: "jszmq speaks only ws://. zmq-napi does the same work over ws:// and over tcp://.",
    axis: "work",
    label: ({ size, peers }) => format.size(size) + (peers > 1 ? `, ${format.plural(peers, "subscriber")}` : ""),
  },
  memory: {
    title: "Memory",
    work: "PUSH to PULL; resident memory of both processes is read after each tenth of the messages.",
    axis: "messages",
    label({ contenders }) {
      const counts = contenders.flatMap(({ rounds }) => rounds.map(({ messages = 0 }) => messages))
      return counts.length === 0 ? "–" : format.plural(Math.max(...counts), "message")
    },
    result: ({ peakRss }) => `${format.bytes(peakRss?.median)} peak`,
    ratios: ["peakRss"],
  },
  startup: {
    title: "Startup",
    work: "The wall time of a process from its start to its end, beside that of an empty script.",
    axis: "program",
    label: ({ note, id }) => note ?? id,
    result: ({ time }) => format.millis(time?.median),
    ratios: ["time"],
  },
  idle: {
    ...rates,
    title: "Idle sockets",
    work: "Connected sockets, each with a receive that waits, while nothing is sent: CPU time as a share of one core.",
    ...byPeers("socket"),
    result: ({ load }) => `${format.load(load?.median)} of a core`,
  },
  connections: {
    ...rates,
    title: "Idle connections",
    work:
      "Resident memory that a ROUTER takes for each of many connections, after each has brought one message and taken it " +
      "back. The dealers are the plain C program for every contender.",
    axis: "connections",
    label({ contenders, peers }) {
      const counts = contenders.flatMap(({ rounds }) => rounds.map(({ connections = 0 }) => connections))
      return format.plural(counts.length === 0 ? peers : Math.max(...counts), "connection")
    },
    result: ({ connectionMemory }) => `${format.bytes(connectionMemory?.median)} a connection`,
    ratios: ["connectionMemory", "peakRss"],
  },
}

export const scenarioNames = Object.keys(scenarios) as ScenarioName[]

/** The group of a cell within its scenario: `inproc, two threads`. Empty if the scenario has one group. */
export function groupOf({ scenario, transport, note }: Cell): string {
  if (scenario === "startup" || scenario === "router") return ""
  if (scenario === "websocket") return note ?? ""
  return note ? `${transport}, ${note}` : transport
}

/** The name of a cell within its group: `64 KiB`, `8 subscribers`. */
export function cellLabel(cell: Cell): string {
  return scenarios[cell.scenario].label(cell)
}
