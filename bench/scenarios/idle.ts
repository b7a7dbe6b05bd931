import { setTimeout } from "node:timers/promises"
import { Peer } from "../peer"
import type { Measured, PlannedCell, Settings } from "../plan"
import { awaited, nameOf, type Use } from "./contenders"

const sockets = 1000
const watched = 2000

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
  // Handshakes go on for a while after the sockets have been connected.
  await setTimeout(milliseconds / 2)
  const [before, began] = [await peer.usage(), performance.now()]
  await setTimeout(milliseconds)
  const [after, ended] = [await peer.usage(), performance.now()]
  await peer.exit()
  const load = (after.cpu - before.cpu) / 1000 / (ended - began)
  return { round: { load, peakRss: after.peakRss }, versions: { [driver]: peer.ready.version } }
}
