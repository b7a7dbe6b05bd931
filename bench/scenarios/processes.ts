// Scenarios that measure processes instead of the rate of messages.
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { processTime } from "../children"
import { Pair } from "../exchange"
import type { Measured, PlannedCell, PlannedContender, Settings } from "../harness"
import type { DriverName, Round } from "../result"
import { cell, each, measuring, pushPull, small, type Use, uses } from "./contenders"

export function memory(): PlannedCell[] {
  return [cell("memory", `tcp ${small}`, measuring(uses(), measureMemory), { quick: false })]
}

async function measureMemory(use: Use, settings: Settings): Promise<Measured> {
  const total = settings.count ?? (settings.full ? 10_000_000 : 1_000_000)
  const steps = 10
  const step = Math.ceil(total / steps)
  await using pair = await Pair.start(pushPull(use, "tcp", { size: small }), settings)
  await pair.connect()
  const memory: NonNullable<Round["memory"]> = []
  let peakRss = 0
  // A generous estimate for the first step; then the time of the step before.
  let expected = step / 10_000
  for (let messages = step; messages <= steps * step; messages += step) {
    expected = (await pair.run(step, expected)).seconds
    const [receiver, sender] = await Promise.all(pair.peers.map((peer) => peer.usage()))
    if (receiver === undefined || sender === undefined) throw new Error("Push and pull are two processes")
    memory.push({ messages, sender: sender.rss, receiver: receiver.rss })
    peakRss = Math.max(receiver.peakRss, sender.peakRss)
  }
  await pair.exit()
  return { round: { messages: steps * step, peakRss, memory }, versions: pair.versions() }
}

const idleSockets = 1000

export function idle(): PlannedCell[] {
  const rest = { size: 0, peers: idleSockets, quick: false }
  return [cell("idle", `tcp with ${idleSockets}`, measuring(uses(), measureIdle), rest)]
}

async function measureIdle({ driver, style }: Use, settings: Settings): Promise<Measured> {
  // A round of a fixed count is one that shall take no time.
  const milliseconds = settings.count === undefined ? 2000 : 100
  const spec = { role: "idle", style, bind: "tcp://127.0.0.1:*", size: 0, sockets: idleSockets } as const
  await using peer = await Pair.start({ endpoints: [{ driver, spec }], counted: 0 }, settings)
  await settle(peer)
  const load = await loadOver(peer, milliseconds)
  const { peakRss } = await peer.usage()
  await peer.exit()
  return { round: { load, peakRss }, versions: peer.versions() }
}

// Handshakes go on for a while after the sockets were connected. A peer that never settles is measured as it is.
export async function settle(peer: Pair): Promise<void> {
  const calm = 0.05
  const deadline = performance.now() + 5000
  let load = 1
  while (load > calm && performance.now() < deadline) load = await loadOver(peer, 100)
}

/** CPU time of the peer as a share of one core. */
async function loadOver(peer: Pair, milliseconds: number): Promise<number> {
  const [before, began] = [await peer.usage(), performance.now()]
  await setTimeout(milliseconds)
  const [after, ended] = [await peer.usage(), performance.now()]
  return (after.cpu - before.cpu) / 1000 / (ended - began)
}

/** A program loads a package, by `require` or as an ES module, or also passes one message, and ends. */
const startups = { require: "import by require", import: "import as ES module", message: "first message" }

export function startup(): PlannedCell[] {
  const drivers = ["node", "zmq-napi", "zeromq", "jszmq"] as const
  return (Object.keys(startups) as (keyof typeof startups)[]).map((what) => {
    const contenders = drivers.map((driver): PlannedContender => {
      const program = [process.execPath, ...startupProgram(what, driver)] as const
      const measure = async () => ({ round: { time: await processTime(program) }, versions: {} })
      return { ...each(driver), name: driver === "node" ? "empty script" : driver, measure }
    })
    const rest = { transport: "none", size: 0, note: startups[what], quick: true, minimumRounds: 20 } as const
    return cell("startup", what, contenders, rest)
  })
}

// The programs are not compiled, so that only the import is measured. This is the path from build-test/bench/scenarios.
const folder = join(__dirname, "..", "..", "..", "bench", "startup")

/** Node's arguments for a program. That of `node` does nothing: its time is subtracted. */
function startupProgram(what: keyof typeof startups, driver: DriverName): string[] {
  const extension = what === "import" ? "mjs" : "js"
  if (driver === "node") return [join(folder, `empty.${extension}`)]
  if (what === "message" && driver !== "jszmq") return [join(folder, "message.js"), driver]
  return [join(folder, `${what}-${driver}.${extension}`)]
}
