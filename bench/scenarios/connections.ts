// What a connection costs a server that has many of them.
import { execFileSync } from "node:child_process"
import { Pair } from "../exchange"
import type { Measured, PlannedCell, Settings } from "../harness"
import { cell, client, each, measuring, server, small, type Use, uses } from "./contenders"
import { settle } from "./processes"

const wanted = 10_000
// A round of a fixed count is one that shall take no time.
const few = 50
// The dealers of one process: each takes more descriptors than a connection of the router does.
const dealersOfProcess = 2500
// What the router's process has open beside its connections.
const spareDescriptors = 200

export function connections(): PlannedCell[] {
  const limit = descriptorLimit()
  const possible = Math.max(few, Math.min(wanted, limit - spareDescriptors))
  const limited = possible < wanted ? `; ulimit -Hn is ${limit}, so fewer than ${wanted.toLocaleString("en-US")}` : ""
  const note = `memory of the router alone, each connection used once${limited}`
  const contenders = measuring(uses(), (use, settings) => measureConnections(use, possible, settings))
  return [cell("connections", `tcp with ${wanted}`, contenders, { peers: possible, note, quick: false })]
}

/** Descriptors that a process may have open. Node raises its own limit to that, and its children inherit it. */
function descriptorLimit(): number {
  if (process.platform === "win32") return wanted + spareDescriptors
  const text = execFileSync("/bin/sh", ["-c", "ulimit -Hn"], { encoding: "utf8" }).trim()
  return text === "unlimited" ? Number.POSITIVE_INFINITY : Number(text)
}

/** The router's memory before there are connections, and when each has brought one message and taken it back. */
async function measureConnections(use: Use, possible: number, settings: Settings): Promise<Measured> {
  const total = settings.count === undefined ? possible : few
  const shares = sharesOf(total)
  const dealers = shares.map((sockets) => {
    return client(each("libzmq"), "dealer", { size: small, sockets, window: sockets })
  })
  const router = server(use, "router", "tcp", { size: small })
  await using pair = await Pair.start({ endpoints: [router, ...dealers], counted: 0, measured: 0 }, settings)
  const [peer, ...loads] = pair.peers
  if (peer === undefined) throw new Error("There is no router")
  const before = await peer.usage()
  await pair.connect()
  // A generous estimate: connections that come at once are made one after the other.
  const expected = total / 1000
  await Promise.all([peer.run(total, expected), ...loads.map((load, at) => load.run(shares[at] ?? 0, expected))])
  await settle(pair)
  const { rss, peakRss } = await peer.usage()
  await pair.exit()
  const round = { connections: total, connectionMemory: (rss - before.rss) / total, peakRss }
  return { round, versions: pair.versions() }
}

/** How many connections each process of dealers has. */
function sharesOf(total: number): number[] {
  const processes = Math.ceil(total / dealersOfProcess)
  return Array.from({ length: processes }, (_, at) => Math.floor((total + at) / processes))
}
