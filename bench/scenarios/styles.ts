import type { PlannedCell } from "../plan"
import { contender, pushPull, type Use } from "./contenders"
import { small } from "./sizes"

const uses: readonly Use[] = [
  { driver: "zmq-napi", style: "each" },
  { driver: "zmq-napi", style: "iterate" },
  { driver: "zmq-napi", style: "batch" },
  { driver: "zeromq", style: "each" },
  { driver: "zeromq", style: "iterate" },
  { driver: "libzmq", style: "each" },
]

export function styles(): PlannedCell[] {
  return [small, 256, 4096].map((size) => ({
    id: `styles tcp ${size}`,
    scenario: "styles",
    transport: "tcp",
    size,
    parts: 1,
    peers: 1,
    quick: size === small,
    contenders: uses.map((use) => contender(use, () => pushPull(use, "tcp", { size }))),
  }))
}
