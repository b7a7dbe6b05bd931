import { setTimeout } from "node:timers/promises"
import { Peer } from "../peer"
import type { Measured, PlannedCell, Settings } from "../plan"
import { awaited, nameOf, type Use } from "./contenders"

const sockets = 1000
// Milliseconds.
const watched = 2000
const longestSettling = 5000
const calm = 0.05

export function idle(): PlannedCell[] {
  return [
    {
      id: `idle tcp with ${sockets}`,
      scenario: "idle",
      transport: "tcp",
      size: 0,
      parts: 1,
      peers: sockets,
      quick: false,
      contenders: awaited.map((use) => ({
        ...use,
        name: nameOf(use),
        measure: (settings) => measureIdle(use, settings),
      })),
    },
  ]
}

async function measureIdle({ driver, style }: Use, { programs, patience, count }: Settings): Promise<Measured> {
  // A round of a fixed count is one that shall take no time.
  const milliseconds = count === undefined ? watched : watched / 20
  const spec = { role: "idle", style, bind: "tcp://127.0.0.1:*", size: 0, sockets } as const
  await using peer = await Peer.start(driver, programs(driver), spec, patience)
  await settle(peer)
  const load = await loadOver(peer, milliseconds)
  const { peakRss } = await peer.usage()
  await peer.exit()
  return { round: { load, peakRss }, versions: { [driver]: peer.ready.version } }
}

// Handshakes go on for a while after the sockets were connected. A peer that never settles is measured as it is.
async function settle(peer: Peer): Promise<void> {
  const deadline = performance.now() + longestSettling
  let load = 1
  while (load > calm && performance.now() < deadline) load = await loadOver(peer, 100)
}

/** CPU time of the peer as a share of one core. */
async function loadOver(peer: Peer, milliseconds: number): Promise<number> {
  const [before, began] = [await peer.usage(), performance.now()]
  await setTimeout(milliseconds)
  const [after, ended] = [await peer.usage(), performance.now()]
  return (after.cpu - before.cpu) / 1000 / (ended - began)
}
