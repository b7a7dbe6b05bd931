import type { Exchange } from "../exchange"
import type { PlannedCell } from "../plan"
import { awaited, client, contender, server, type Use } from "./contenders"
import { small } from "./sizes"

const window = 1000

export function router(): PlannedCell[] {
  return [1, 10, 100, 1000].map((connections) => ({
    id: `router tcp ${small} with ${connections}`,
    scenario: "router",
    transport: "tcp",
    size: small,
    parts: 1,
    peers: connections,
    note: "CPU and memory of the router alone; the dealers are plain C",
    quick: connections === 100,
    contenders: awaited.map((use) => contender(use, () => routed(use, connections))),
  }))
}

// The same load for everyone, and the cheapest there is, so that the router is what limits.
function routed(use: Use, connections: number): Exchange {
  const dealer: Use = { driver: "libzmq", style: "each" }
  return {
    sides: [
      server(use, "router", "tcp", { size: small }),
      client(dealer, "dealer", { size: small, sockets: connections, window }),
    ],
    counted: 1,
    charged: 0,
    minimum: 10 * window,
  }
}
