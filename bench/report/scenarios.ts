import type { Cell, ScenarioName } from "../result"
import { count, size } from "./format"

export interface ScenarioText {
  title: string
  /** What a round does, in a sentence or two. */
  work: string
  /** What tells the cells of this scenario apart. */
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

/** Where a cell belongs within its scenario: `inproc, two threads`. Empty where there is nothing to tell apart. */
export function groupOf({ scenario, transport, note }: Cell): string {
  if (scenario === "startup" || scenario === "router") return ""
  if (scenario === "websocket") return note ?? ""
  return note ? `${transport}, ${note}` : transport
}

/** What a cell is within its group: `64 KiB`, `8 subscribers`. */
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

function plural(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? "" : "s"}`
}
