import type { Cell, Contender, DriverName, Report, Round } from "../../bench/result"
import { summarize } from "../../bench/statistics"

/** Reports of powers of two, which nobody can take for measurements. */
export function artificialReport(cells: Cell[]): Report {
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

type Given = Omit<Partial<Contender>, "rounds"> & { driver: DriverName; rounds?: Round[] }

export function artificialCell(cell: Partial<Cell> & Pick<Cell, "id" | "scenario">, contenders: Given[]): Cell {
  const all = contenders.map(
    (given): Contender => ({ style: "each", name: given.driver, ...given, rounds: given.rounds ?? [] }),
  )
  for (const contender of all) if (contender.failure === undefined) contender.summary = summarize(contender, all)
  return { transport: "tcp", size: 16, parts: 1, peers: 1, ...cell, contenders: all }
}

/** Rounds that differ in nothing. */
export function rounds(round: Round, number = 1): Round[] {
  return Array.from({ length: number }, () => round)
}

export const brokenFor = "zeromq push ended with SIGABRT | <script>\nlast line of its stderr"

/** Each scenario, at two sizes or counts where it has a line to draw. */
export function everyScenario(): Report {
  const three = (round: (factor: number) => Round): Given[] => [
    { driver: "zmq-napi", rounds: rounds(round(4)) },
    { driver: "zeromq", rounds: rounds(round(1)) },
    { driver: "libzmq", rounds: rounds(round(8)) },
  ]
  const passing = (factor: number): Round => ({ messages: 16, rate: 1024 * factor, cpu: 16 / factor, peakRss: 2 ** 20 })
  const timed = (factor: number): Round => ({
    ...passing(factor),
    latency: { min: 1, p50: 64 / factor, p99: 128 / factor, p999: 256 / factor, max: 512 },
  })
  const read = (factor: number): Round => ({
    messages: 2048,
    peakRss: 2 ** 24 / factor,
    memory: [1, 2].map((step) => ({ messages: step * 1024, sender: 2 ** 24 / factor, receiver: 2 ** 25 / factor })),
  })
  return artificialReport([
    ...[16, 64].map((size) =>
      artificialCell({ id: `throughput tcp ${size}`, scenario: "throughput", size }, three(passing)),
    ),
    ...[16, 64].map((size) =>
      artificialCell({ id: `throughput ipc ${size}`, scenario: "throughput", transport: "ipc", size }, three(passing)),
    ),
    artificialCell({ id: "styles tcp 16", scenario: "styles" }, three(passing)),
    artificialCell({ id: "latency tcp 16", scenario: "latency" }, three(timed)),
    ...[1, 8].map((peers) => artificialCell({ id: `fanout ${peers}`, scenario: "fanout", peers }, three(passing))),
    ...[1, 1000].map((peers) => artificialCell({ id: `router ${peers}`, scenario: "router", peers }, three(passing))),
    artificialCell({ id: "multipart", scenario: "multipart", parts: 2 }, three(passing)),
    artificialCell({ id: "curve", scenario: "curve", size: 1024 }, three(passing)),
    ...[16, 64].map((size) =>
      artificialCell({ id: `websocket ${size}`, scenario: "websocket", transport: "ws", size, note: "push and pull" }, [
        { driver: "zmq-napi", name: "zmq-napi ws", transport: "ws", rounds: rounds(passing(16)) },
        { driver: "jszmq", rounds: rounds(passing(1)) },
      ]),
    ),
    artificialCell({ id: "memory tcp 16", scenario: "memory" }, three(read)),
    artificialCell(
      { id: "startup require", scenario: "startup", transport: "none", size: 0, note: "import by require" },
      [
        { driver: "zmq-napi", rounds: rounds({ time: 32 }) },
        { driver: "zeromq", rounds: rounds({ time: 64 }) },
        { driver: "node", name: "empty script", rounds: rounds({ time: 16 }) },
      ],
    ),
    artificialCell({ id: "idle", scenario: "idle", size: 0, peers: 1000 }, [
      { driver: "zmq-napi", rounds: rounds({ load: 0.001 }) },
      { driver: "zeromq", rounds: rounds({ load: 0.5 }) },
    ]),
  ])
}
