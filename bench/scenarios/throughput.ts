import type { PlannedCell } from "../plan"
import { awaited, contender, pushPull, type Use } from "./contenders"
import { large, sizes, small } from "./sizes"

const quickSizes: readonly number[] = [small, 4096, large]

export function throughput(chosen = sizes): PlannedCell[] {
  const between = (["tcp", "ipc"] as const).flatMap((transport) =>
    chosen.map((size) => betweenProcesses(transport, size)),
  )
  const within = (["threads", "thread"] as const).flatMap((role) => chosen.map((size) => withinProcess(role, size)))
  return [...between, ...within]
}

function betweenProcesses(transport: "tcp" | "ipc", size: number): PlannedCell {
  return {
    id: `throughput ${transport} ${size}`,
    scenario: "throughput",
    transport,
    size,
    parts: 1,
    peers: 1,
    quick: transport === "tcp" && quickSizes.includes(size),
    contenders: uses(size).map((use) => contender(use, () => pushPull(use, transport, { size }))),
  }
}

function withinProcess(role: "threads" | "thread", size: number): PlannedCell {
  const note = role === "threads" ? "two threads" : "one thread"
  return {
    id: `throughput inproc ${size} ${note}`,
    scenario: "throughput",
    transport: "inproc",
    size,
    parts: 1,
    peers: 1,
    note,
    quick: size === small,
    contenders: uses(size).map((use) =>
      contender(use, () => ({ sides: [{ driver: use.driver, spec: { role, style: use.style, size } }], counted: 0 })),
    ),
  }
}

function uses(size: number): readonly Use[] {
  return size < large ? awaited : [awaited[0]!, { driver: "zmq-napi", style: "transfer" }, ...awaited.slice(1)]
}
