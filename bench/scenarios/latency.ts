import type { PlannedCell } from "../plan"
import { awaited, contender, requestReply, type Use } from "./contenders"
import { small } from "./sizes"

const uses: readonly Use[] = [awaited[0]!, { driver: "zmq-napi", style: "sync" }, ...awaited.slice(1)]

export function latency(): PlannedCell[] {
  return (["tcp", "ipc"] as const).map((transport) => ({
    id: `latency ${transport} ${small}`,
    scenario: "latency",
    transport,
    size: small,
    parts: 1,
    peers: 1,
    quick: transport === "tcp",
    contenders: uses.map((use) => contender(use, () => requestReply(use, transport, { size: small }))),
  }))
}
