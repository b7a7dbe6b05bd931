import type { Latency, Style } from "./protocol"

/** The result of a whole run of the harness; `results/*.json`. */
export interface Report {
  /** ISO 8601 */
  date: string
  /** The command that repeats it. */
  command: string
  /** How long the whole run took, in seconds. */
  seconds: number
  /** Commit of zmq-napi, with "+" behind it if files were changed since. */
  commit: string
  machine: Machine
  /** Driver name to what it ran, as its peers said: `libzmq 4.3.4, gcc 12.2.0 -O3 LTO`. */
  versions: Partial<Record<DriverName, string>>
  /** Interleaved rounds of each cell. */
  rounds: number
  cells: Cell[]
}

export interface Machine {
  cpu: string
  cores: number
  memory: number
  os: string
  node: string
  /** Load average over a minute when the run began. */
  load: number
  /** The CPU time that other processes took, as a share of all cores, where the system tells: before the run, and in it. */
  others?: { before?: number; during?: number }
}

/**
 * `libzmq` is plain C over the libzmq of zmq-napi, `stock-libzmq` the same program over the distribution's. `node` is an
 * empty program, the baseline of startup.
 */
export type DriverName = "zmq-napi" | "zeromq" | "jszmq" | "libzmq" | "stock-libzmq" | "node"

type MessageScenario =
  | "throughput"
  | "styles"
  | "latency"
  | "mixed"
  | "fanout"
  | "router"
  | "multipart"
  | "curve"
  | "websocket"
export type ScenarioName = MessageScenario | "memory" | "startup" | "idle" | "connections"

/** One piece of work, which every contender does in turn, round after round. */
export interface Cell {
  /** Unique and stable: `throughput tcp 16`. */
  id: string
  scenario: ScenarioName
  transport: "tcp" | "ipc" | "inproc" | "ws" | "none"
  /** Bytes of a part. */
  size: number
  parts: number
  /** Subscribers or connections, else 1. */
  peers: number
  /** Any further difference: `two threads`, `one thread`, `request and reply`. */
  note?: string
  contenders: Contender[]
}

/** A driver, used in one way. */
export interface Contender {
  driver: DriverName
  style: Style
  /** Where it is not the cell's: zmq-napi over tcp beside jszmq over ws. */
  transport?: string
  /** Unique within a cell: `zmq-napi`, `zmq-napi batch`, `libzmq`. */
  name: string
  rounds: Round[]
  summary?: Summary
  /** Why there is no number. Then there are no summary and no rounds that count. */
  failure?: string
}

/** One measurement. What a scenario does not measure is absent, never zero. */
export interface Round {
  messages?: number
  /** Messages a second; deliveries for fanout, round trips for latency and router. */
  rate?: number
  /** CPU time of all processes and their threads, in microseconds a message. */
  cpu?: number
  /** Of the largest process, in bytes. */
  peakRss?: number
  latency?: Latency
  /** Milliseconds, for startup. */
  time?: number
  /** Resident memory of sender and receiver after each tenth of the messages, in bytes, for memory. */
  memory?: { messages: number; sender: number; receiver: number }[]
  /** CPU time as a share of one core, for idle. */
  load?: number
  /** Messages a second of the stream beside the round trips, for mixed. */
  streamed?: number
  /** For connections: how many there were, and the resident memory that each of them took, in bytes. */
  connections?: number
  connectionMemory?: number
}

export const measures = [
  "rate",
  "cpu",
  "peakRss",
  "p50",
  "p99",
  "p999",
  "time",
  "load",
  "streamed",
  "connectionMemory",
] as const
export type Measure = (typeof measures)[number]

/** What contenders are compared by. */
export const compared = ["rate", "cpu", "p50", "p99", "p999", "peakRss", "time", "connectionMemory"] as const

/** Medians over the rounds, and how far rounds were apart. */
export interface Summary extends Partial<Record<Measure, Spread>> {
  /** Contender name to the median of the rounds' ratios to it. */
  ratios: Record<string, Ratios>
}

export interface Spread {
  median: number
  min: number
  max: number
}

/** Each is above 1 when this contender is better by that factor: by a higher rate, or by less of anything else. */
export type Ratios = Partial<Record<(typeof compared)[number], number>>
