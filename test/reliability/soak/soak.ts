// Exchanges messages by all patterns over all transports and mechanisms, with clients that come and go, and accounts for
// every message: node --expose-gc soak.js [--minutes=<number>] [--seed=<number>] [--leak=memory|descriptors|latency]
// It prints what was done and what grew, and ends with 1 if a message is missing or something has grown too much. A
// deliberate leak shows that it would.

import assert from "node:assert/strict"
import { openSync } from "node:fs"
import { connect as connectSocket } from "node:net"
import { devNull } from "node:os"
import { setTimeout as delay, setImmediate as turn } from "node:timers/promises"
import { parseArgs } from "node:util"
import { Context } from "#lib/index"
import { openDescriptors } from "../../support/descriptors"
import { authenticate, links } from "../../support/mechanisms"
import { SeededRandom } from "../../support/seeded-random"
import { Cell, patience } from "./cell"
import { growthsOf, hasGrown, type Sample } from "./growth"
import { patterns } from "./patterns"

/** How many clients each cell has at a time. */
const clientsAtOnce = 2

/** What `--leak` forgets: a known size, so that it shows what a soak of that length notices. */
const leaks: Record<string, () => void> = {
  memory: () => kept.push(Buffer.alloc(10_000, 1)),
  descriptors: () => kept.push(openSync(devNull, "r")),
  latency: () => {
    kept.push(0)
    // As a list would take longer to search, the longer it gets.
    for (let step = 0; step < kept.length * 2000; step++) sink += step
  },
}
const kept: unknown[] = []
let sink = 0

async function main(minutes: number, seed: number, leak: string | undefined): Promise<boolean> {
  const random = new SeededRandom(seed)
  await using context = new Context({ maxSockets: 4000 })
  await using authenticator = authenticate(context)
  const cells = patterns.flatMap((pattern) => links.map((link) => new Cell(pattern, link, context, random)))
  const failed = new AbortController()
  const fail = (error: unknown) => failed.abort(error)
  for (const cell of cells) (await cell.start()).serving.catch(fail)

  const end = performance.now() + minutes * 60_000
  const goesOn = () => performance.now() < end && !failed.signal.aborted
  const live = async (cell: Cell): Promise<void> => {
    while (goesOn()) {
      await cell.liveOnce()
      if (random.below(10) === 0) await visitAsStranger(cell.endpoint, random)
      if (leak !== undefined) leaks[leak]!()
    }
  }
  const living = cells.flatMap((cell) => Array.from({ length: clientsAtOnce }, () => live(cell).catch(fail)))
  const samples: Sample[] = []
  while (goesOn()) {
    await delay(Math.min(1000, (minutes * 60_000) / 50))
    samples.push(takeSample(cells))
  }
  const late = setTimeout(() => fail(new Error("There are clients that do not end")), patience.timeout)
  await Promise.race([Promise.all(living), untilAborted(failed.signal)])
  clearTimeout(late)
  if (failed.signal.aborted) {
    console.error(failed.signal.reason)
    for (const cell of cells) for (const text of cell.ledger.incomplete) console.error(`${cell.name}: ${text}`)
    // Sockets are in use all over; their context would wait for them.
    process.exit(1)
  }
  for (const cell of cells) await cell.stop()
  assert.ok(authenticator.running)
  return report(cells, samples)
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener("abort", () => resolve())
  })
}

/** Connects, says something that is no greeting or only its beginning, and leaves. */
async function visitAsStranger(endpoint: string, random: SeededRandom): Promise<void> {
  if (endpoint.startsWith("inproc:")) return
  const { protocol, hostname, port, pathname } = new URL(endpoint)
  const socket = protocol === "ipc:" ? connectSocket(pathname) : connectSocket(Number(port), hostname)
  await new Promise<void>((resolve) => {
    socket.on("error", () => resolve()).on("close", () => resolve())
    socket.on("connect", () => {
      socket.write(Buffer.alloc(1 + random.below(100), random.pick([0, 1, 0x7f, 0xff])))
      socket.destroySoon()
    })
  })
}

function takeSample(cells: readonly Cell[]): Sample {
  const latencies = cells.flatMap((cell) => cell.latencies.splice(0)).sort((a, b) => a - b)
  globalThis.gc!()
  return {
    memory: process.memoryUsage.rss() / 2 ** 20,
    descriptors: openDescriptors(),
    latency: latencies[Math.floor(latencies.length / 10)] ?? Number.NaN,
  }
}

function report(cells: readonly Cell[], samples: readonly Sample[]): boolean {
  let [sent, received, clients] = [0, 0, 0]
  const wrong: string[] = []
  for (const cell of cells) {
    sent += cell.sent
    received += cell.ledger.received
    clients += cell.clients
    if (cell.sent !== cell.ledger.received || cell.sent === 0) {
      wrong.push(`${cell.name}: ${cell.sent} were sent, ${cell.ledger.received} came`)
    }
  }
  console.log(`${cells.length} cells, ${clients} clients, ${sent} messages sent, ${received} received`)
  for (const growth of growthsOf(samples)) {
    const { name, first, last, tolerance } = growth
    console.log(
      `${name}: first third ${first.toFixed(2)}, last third ${last.toFixed(2)}, tolerance ${tolerance.toFixed(2)}`,
    )
    if (hasGrown(growth)) wrong.push(`${name} has grown`)
  }
  for (const text of wrong) console.error(text)
  return wrong.length === 0
}

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    leak: { type: "string" },
  },
})
const minutes = Number(values.minutes)
if (!(minutes > 0)) throw new Error(`--minutes=${values.minutes} is no number above 0`)
if (values.leak !== undefined && !(values.leak in leaks)) {
  throw new Error(`--leak=${values.leak} is none of ${Object.keys(leaks).join(", ")}`)
}
void main(minutes, Number(values.seed), values.leak).then(async (good) => {
  await turn()
  process.exitCode = good && sink >= 0 ? 0 : 1
})
