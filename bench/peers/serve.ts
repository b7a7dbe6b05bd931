import { createInterface } from "node:readline"
import { isMainThread } from "node:worker_threads"
import type { PeerSpec, Usage } from "../protocol"
import { parseSpec, wholeNumber } from "./arguments"
import type { Driver, Peer } from "./driver"
import { definitions } from "./roles"

/**
 * Plays the role that the arguments ask for, as the commands say: a whole process, or one of the threads of the role
 * `threads`, which is the same program again.
 */
export function serve(driver: Driver): void {
  let peer: Peer | undefined
  let ending = false
  let last: Promise<void> = Promise.resolve()

  // Commands are executed one after the other, in the order in which they came.
  function enqueue(step: () => Promise<object | undefined>): void {
    last = last.then(async () => {
      try {
        const value = ending ? undefined : await step()
        if (value !== undefined && !ending) answer(value)
      } catch (error) {
        fail(error)
      }
    })
  }

  function fail(error: unknown): void {
    if (ending) return
    answer({ error: error instanceof Error ? error.message : String(error) })
    void end(1)
  }

  async function end(status: 0 | 1): Promise<void> {
    if (ending) return
    ending = true
    try {
      await peer?.close()
    } finally {
      // A thread ends by itself, with its input, because `zeromq` crashes the process if a thread is ended just after
      // it waited.
      if (isMainThread) process.stdout.write("", () => process.exit(status))
    }
  }

  process.on("uncaughtException", fail)
  enqueue(async () => {
    peer = await openPeer(driver, parseSpec(process.argv.slice(2)))
    return { ready: true, address: peer.address, version: driver.version }
  })
  // After an `exit`, the end of the input does not end the peer: the commands before `exit` are executed first.
  let exits = false
  createInterface({ input: process.stdin })
    .on("line", (line) => {
      exits ||= line.trim() === "exit"
      enqueue(async () => (line.trim() === "exit" ? void (await end(0)) : await execute(peer as Peer, line)))
    })
    .on("close", () => exits || void end(1))
}

function answer(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

/** The answer to a command. */
async function execute(peer: Peer, line: string): Promise<object> {
  const [command = "", parameter = ""] = line.trim().split(/\s+/)
  const able = <Method>(method: Method | undefined): Method => {
    if (method === undefined) throw new Error(`This role has no command ${command}`)
    return method
  }
  switch (command) {
    case "connect":
      able(peer.connect).call(peer, parameter)
      return { connected: true }
    case "probe":
      await able(peer.probe).call(peer)
      return { probed: true }
    case "run":
      return { done: true, ...(await able(peer.run).call(peer, wholeNumber(1, "count", parameter))) }
    case "usage":
      return usage()
    default:
      throw new Error(`There is no command ${command || "of that name"}`)
  }
}

/** Takes the role of the spec, or says why that cannot be. */
async function openPeer({ name, styles, roles, open }: Driver, spec: PeerSpec): Promise<Peer> {
  const { role, style } = spec
  if (!roles.includes(role)) throw new Error(`${name} has no role "${role}"`)
  if (!styles.includes(style)) throw new Error(`${name} has no style "${style}"`)
  if (!definitions[role].styles.includes(style)) throw new Error(`The role "${role}" has no style "${style}"`)
  return await definitions[role].open(spec, open)
}

/** CPU time and memory of the process since it began, including all of its threads. */
function usage(): Usage {
  const { user, system } = process.cpuUsage()
  const { maxRSS } = process.resourceUsage() // KiB
  return { cpu: user + system, rss: process.memoryUsage.rss(), peakRss: maxRSS * 1024 }
}
