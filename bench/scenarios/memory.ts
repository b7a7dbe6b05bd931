import { Pair } from "../exchange"
import type { Measured, PlannedCell, Settings } from "../plan"
import type { Round } from "../result"
import { awaited, nameOf, pushPull, type Use } from "./contenders"
import { small } from "./sizes"

const inFull = 10_000_000
const inQuick = 1_000_000
const steps = 10

export function memory(): PlannedCell[] {
  return [
    {
      id: `memory tcp ${small}`,
      scenario: "memory",
      transport: "tcp",
      size: small,
      parts: 1,
      peers: 1,
      quick: false,
      contenders: awaited.map((use) => ({
        ...use,
        name: nameOf(use),
        measure: (settings) => measureMemory(use, settings),
      })),
    },
  ]
}

async function measureMemory(use: Use, settings: Settings): Promise<Measured> {
  const total = settings.count ?? (settings.full ? inFull : inQuick)
  const step = Math.ceil(total / steps)
  await using pair = await Pair.start(pushPull(use, "tcp", { size: small }), settings)
  const memory: NonNullable<Round["memory"]> = []
  let peakRss = 0
  // The first step has to tell how long one takes.
  let expected = step / 10_000
  for (let messages = step; messages <= steps * step; messages += step) {
    expected = (await pair.run(step, expected)).seconds
    const usage = await pair.usage()
    memory.push({ messages, sender: usage[1]!.rss, receiver: usage[0]!.rss })
    peakRss = Math.max(...usage.map((side) => side.peakRss))
  }
  await pair.exit()
  return { round: { messages: steps * step, peakRss, memory }, versions: pair.versions() }
}
