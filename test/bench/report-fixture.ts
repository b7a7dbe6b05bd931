import type { Cell, Contender, DriverName, Report, Round, ScenarioName } from "../../bench/result"
import { summarize } from "../../bench/statistics"

/** Reports of powers of two, which nobody can take for measurements. */
export function artificialReport(...cells: Cell[]): Report {
  return {
    date: "2001-02-03T04:05:06.000Z",
    command: "npm run bench -- --artificial",
    seconds: 64,
    commit: "0000000",
    machine: { cpu: "Artificial CPU", cores: 2, memory: 2 ** 30, os: "Artificial OS", node: "v1.2.4", load: 0 },
    versions: { "zmq-napi": "zmq-napi 1", zeromq: "zeromq 2", libzmq: "libzmq 4" },
    rounds: 1,
    cells,
  }
}

/** Rounds or a failure, by the names of contenders; or by the names of their drivers, in the style `each`. */
type Given = Record<string, Round | Round[] | string>

/** A cell; unless something else is said, of 16 bytes over tcp to one peer, with its scenario's name. */
export function artificialCell(scenario: ScenarioName, given: Given, rest: Partial<Cell> = {}): Cell {
  const contenders = Object.entries(given).map(([name, told]): Contender => {
    const [first = ""] = name.split(" ")
    const driver = (first === "empty" ? "node" : first) as DriverName
    if (typeof told === "string") return { driver, style: "each", name, rounds: [], failure: told }
    const transport = name.endsWith(" ws") ? { transport: "ws" } : {}
    return { driver, style: "each", name, rounds: [told].flat(), ...transport }
  })
  for (const one of contenders) if (one.failure === undefined) one.summary = summarize(one, contenders)
  return { id: scenario, scenario, transport: "tcp", size: 16, parts: 1, peers: 1, ...rest, contenders }
}

/** What is measured of a contender that is so many times better than another. */
export function passing(factor: number): Round {
  return { messages: 16, rate: 1024 * factor, cpu: 16 / factor, peakRss: 2 ** 20 }
}

function timed(factor: number): Round {
  return { ...passing(factor), latency: { min: 1, p50: 64 / factor, p99: 128 / factor, p999: 256 / factor, max: 512 } }
}

function read(factor: number): Round {
  const reading = (messages: number) => ({ messages, sender: 2 ** 24 / factor, receiver: 2 ** 25 / factor })
  return { messages: 2048, peakRss: 2 ** 24 / factor, memory: [reading(1024), reading(2048)] }
}

/** Each scenario, at two sizes or counts where it has a line to draw. */
export function everyScenario(): Report {
  const three = (round: (factor: number) => Round) => ({ "zmq-napi": round(4), zeromq: round(1), libzmq: round(8) })
  const cell = (scenario: ScenarioName, what: string, rest: Partial<Cell> = {}, round = passing) =>
    artificialCell(scenario, three(round), { id: `${scenario} ${what}`, ...rest })
  const beside = { "zmq-napi ws": passing(16), jszmq: passing(1) }
  const startup = { transport: "none", size: 0, note: "import by require" } as const
  return artificialReport(
    ...[16, 64].map((size) => cell("throughput", `tcp ${size}`, { size })),
    ...[16, 64].map((size) => cell("throughput", `ipc ${size}`, { size, transport: "ipc" })),
    cell("styles", "tcp 16"),
    cell("latency", "tcp 16", {}, timed),
    ...[1, 8].map((peers) => cell("fanout", `${peers}`, { peers })),
    ...[1, 1000].map((peers) => cell("router", `${peers}`, { peers })),
    cell("multipart", "in 2", { parts: 2 }),
    cell("curve", "tcp 1024", { size: 1024 }),
    ...[16, 64].map((size) => {
      const rest = { id: `websocket ${size}`, transport: "ws", size, note: "push and pull" } as const
      return artificialCell("websocket", beside, rest)
    }),
    cell("memory", "tcp 16", {}, read),
    artificialCell(
      "startup",
      { "zmq-napi": { time: 32 }, zeromq: { time: 64 }, "empty script": { time: 16 } },
      startup,
    ),
    artificialCell("idle", { "zmq-napi": { load: 0.001 }, zeromq: { load: 0.5 } }, { size: 0, peers: 1000 }),
  )
}
