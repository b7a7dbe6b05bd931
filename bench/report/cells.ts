// The cells of a report and their contenders: how to find them, and how they are called.
import type { Style } from "../protocol"
import type { Cell, Contender, DriverName, Ratios, Report, ScenarioName } from "../result"
import { plural, size } from "./format"

/** The order in which drivers are listed everywhere: ours, its rivals, and the limit. */
export const drivers: readonly DriverName[] = ["zmq-napi", "zeromq", "jszmq", "libzmq", "node"]

export interface ContenderQuery {
  driver: DriverName
  style?: Style
  transport?: string
}

export interface CellQuery {
  scenario: ScenarioName
  transport?: Cell["transport"]
  size?: number
  parts?: number
  peers?: number
  note?: RegExp
}

/** A contender with the cell that it took part in. */
export interface Entry {
  cell: Cell
  contender: Contender
}

export function cellsOf(report: Report, query: CellQuery): Cell[] {
  const { note, ...exact } = query
  const wanted = Object.entries(exact) as [keyof typeof exact, unknown][]
  return report.cells.filter(
    (cell) => wanted.every(([key, value]) => cell[key] === value) && (note === undefined || note.test(cell.note ?? "")),
  )
}

export function contendersOf(cell: Cell, query: ContenderQuery): Contender[] {
  const wanted = Object.entries(query) as [keyof ContenderQuery, unknown][]
  return cell.contenders.filter((contender) => wanted.every(([key, value]) => contender[key] === value))
}

/** The contender of another driver to compare with: of the same style, else one that makes one call a message. */
export function rivalOf({ cell, contender }: Entry, driver: DriverName): Contender | undefined {
  const rivals = cell.contenders.filter((other) => other.driver === driver && other !== contender)
  return (
    rivals.find(({ style }) => style === contender.style) ?? rivals.find(({ style }) => style === "each") ?? rivals[0]
  )
}

export function ratiosTo(entry: Entry, rival: Contender | undefined): Ratios {
  return (rival && entry.contender.summary?.ratios[rival.name]) ?? {}
}

/** The contenders of all cells, in the order of {@link drivers} and then of the cell. */
export function entriesOf(cells: Cell[]): Entry[] {
  return cells.flatMap((cell) =>
    drivers.flatMap((driver) => contendersOf(cell, { driver }).map((contender) => ({ cell, contender }))),
  )
}

export function failuresOf(cells: Cell[]): (Entry & { failure: string })[] {
  return entriesOf(cells).flatMap((entry) => {
    const { failure } = entry.contender
    return failure === undefined ? [] : [{ ...entry, failure }]
  })
}

/** The first line of a failure. */
export function failureLine(failure: string): string {
  const [line = ""] = failure.trim().split("\n")
  return line.length > 120 ? `${line.slice(0, 119)}…` : line
}

export interface ScenarioText {
  title: string
  /** Describes the work of a round. */
  work: string
  /** The property in which the cells of the scenario differ. */
  axis: string
}

/** In the order of the report. */
export const scenarios: Record<ScenarioName, ScenarioText> = {
  throughput: {
    title: "Throughput",
    work: "PUSH to PULL, one message a call, each call awaited. Two processes; over inproc two threads, or one.",
    axis: "size",
  },
  styles: {
    title: "Styles",
    work: "PUSH to PULL between two processes, in each way in which the API can be used.",
    axis: "size",
  },
  latency: {
    title: "Latency",
    work: "REQ to REP and back between two processes, one request at a time; the time of each round trip is taken.",
    axis: "size",
  },
  fanout: {
    title: "Fan-out",
    work: "PUB to several SUB sockets in one other process. The rate counts deliveries: messages times subscribers.",
    axis: "subscribers",
  },
  router: {
    title: "Router",
    work:
      "A ROUTER sends back what DEALER sockets send, with 1,000 messages under way in all. The dealers are the plain C " +
      "program for every contender, and CPU time and memory are those of the router's process alone.",
    axis: "connections",
  },
  multipart: { title: "Multipart", work: "PUSH to PULL, messages of several parts.", axis: "parts" },
  curve: { title: "CURVE", work: "PUSH to PULL, encrypted and authenticated by CURVE.", axis: "size" },
  websocket: {
    title: "WebSocket, beside pure JavaScript",
    work: "jszmq speaks only ws://. zmq-napi does the same work over ws:// and over tcp://.",
    axis: "work",
  },
  memory: {
    title: "Memory",
    work: "PUSH to PULL; resident memory of both processes is read after each tenth of the messages.",
    axis: "messages",
  },
  startup: {
    title: "Startup",
    work: "The wall time of a process from its start to its end, beside that of an empty script.",
    axis: "program",
  },
  idle: {
    title: "Idle sockets",
    work: "Connected sockets, each with a receive that waits, while nothing is sent: CPU time as a share of one core.",
    axis: "sockets",
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
  switch (cell.scenario) {
    case "fanout":
      return plural(cell.peers, "subscriber")
    case "router":
      return plural(cell.peers, "connection")
    case "multipart":
      return `${cell.parts} × ${size(cell.size)}`
    case "startup":
      return cell.note ?? cell.id
    case "memory":
      return messagesOf(cell)
    case "idle":
      return plural(cell.peers, "socket")
    case "websocket":
      return cell.peers > 1 ? `${size(cell.size)}, ${plural(cell.peers, "subscriber")}` : size(cell.size)
    default:
      return size(cell.size)
  }
}

function messagesOf({ contenders }: Cell): string {
  const counts = contenders.flatMap(({ rounds }) => rounds.map(({ messages = 0 }) => messages))
  return counts.length === 0 ? "–" : plural(Math.max(...counts), "message")
}
