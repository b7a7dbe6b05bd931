import type { Exchange } from "../exchange"
import type { PlannedCell, PlannedContender } from "../plan"
import { contender, publishSubscribe, pushPull, requestReply, type Use } from "./contenders"
import { sizes, small } from "./sizes"

const ours: Use = { driver: "zmq-napi", style: "each" }
const theirs: Use = { driver: "jszmq", style: "each" }

type Exchanging = (use: Use, transport: "ws" | "tcp") => Exchange

/** jszmq speaks nothing but ws, so ours is measured over it too, and over what its user would change to. */
export function websocket(chosen: readonly number[] = sizes.slice(0, -1)): PlannedCell[] {
  return [
    ...chosen.map((size) => cell("push and pull", size, 1, (use, transport) => pushPull(use, transport, { size }))),
    cell("request and reply", small, 1, (use, transport) => requestReply(use, transport, { size: small })),
    ...[1, 8].map((subscribers) =>
      cell("publish and subscribe", small, subscribers, (use, transport) =>
        publishSubscribe(use, transport, { size: small }, subscribers),
      ),
    ),
  ]
}

function cell(note: string, size: number, peers: number, exchange: Exchanging): PlannedCell {
  const to = note.startsWith("publish") ? ` to ${peers}` : ""
  return {
    id: `websocket ${note} ${size}${to}`,
    scenario: "websocket",
    transport: "ws",
    size,
    parts: 1,
    peers,
    note,
    quick: size === small && peers === 1 && !note.startsWith("publish"),
    contenders: [over(ours, "ws", exchange), over(ours, "tcp", exchange), over(theirs, "ws", exchange)],
  }
}

function over(use: Use, transport: "ws" | "tcp", exchange: Exchanging): PlannedContender {
  const planned = contender(use, () => exchange(use, transport))
  return use === ours ? { ...planned, name: `${planned.name} ${transport}`, transport } : { ...planned, transport }
}
