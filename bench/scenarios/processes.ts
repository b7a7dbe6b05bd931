// Scenarios that measure processes instead of the rate of messages.
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { processTime } from "../children"
import { Pair } from "../exchange"
import { Peer } from "../peer"
import type { Measured, PlannedCell, Settings } from "../plan"
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
  await using peer = await Peer.start(driver, settings.programs(driver), spec, settings.answerTimeout)
  await settle(peer)
  const load = await loadOver(peer, milliseconds)
  const { peakRss } = await peer.usage()
  await peer.exit()
  return { round: { load, peakRss }, versions: { [driver]: peer.ready.version } }
}

// Handshakes go on for a while after the sockets were connected. A peer that never settles is measured as it is.
async function settle(peer: Peer): Promise<void> {
  const calm = 0.05
  const deadline = performance.now() + 5000
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

/** A program loads a package, by `require` or as an ES module, or also passes one message, and ends. */
const startups = { require: "import by require", import: "import as ES module", message: "first message" }
export type Startup = keyof typeof startups

export function startup(): PlannedCell[] {
  return (Object.keys(startups) as Startup[]).map((what) => {
    const starting = (driver: DriverName, program: string[]) =>
      measuring([each(driver)], async () => {
        return { round: { time: await processTime([process.execPath, ...program]) }, versions: {} }
      })
    const empty = starting("node", emptyProgram(what)).map((node) => ({ ...node, name: "empty script" }))
    const others = (["zmq-napi", "zeromq", "jszmq"] as const).flatMap((name) =>
      starting(name, startupProgram(what, name)),
    )
    const rest = { transport: "none", size: 0, note: startups[what], quick: true, minimumRounds: 20 } as const
    return cell("startup", what, [...empty, ...others], rest)
  })
}

// The programs are not compiled, so that only the import is measured. This is the path from build-test/bench/scenarios.
const folder = join(__dirname, "..", "..", "..", "bench", "startup")

/** Node's arguments for a start-up program, which ends with status 0. */
export function startupProgram(what: Startup, name: "zmq-napi" | "zeromq" | "jszmq"): string[] {
  if (what === "message" && name !== "jszmq") return [join(folder, "message.js"), name]
  return [join(folder, `${what}-${name}.${what === "import" ? "mjs" : "js"}`)]
}

/** Node's arguments for the program that does nothing, whose time is subtracted. */
export function emptyProgram(what: Startup): string[] {
  return [join(folder, what === "import" ? "empty.mjs" : "empty.js")]
}
