import { createInterface } from "node:readline"
import { isMainThread } from "node:worker_threads"
import { type PeerSpec, parseSpec, type Usage } from "../protocol"
import type { Driver, Peer } from "./driver"
import { roles } from "./roles"

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

  async function end(status: 0 | 1): Promise<undefined> {
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
    peer = await takeRole(driver, parseSpec(process.argv.slice(2)))
    return { ready: true, address: peer.address, version: driver.version }
  })
  // After an `exit`, the end of the input does not end the peer: the commands before `exit` are executed first.
  let exits = false
  createInterface({ input: process.stdin })
    .on("line", (line) => {
      exits ||= line === "exit"
      enqueue(() => (line === "exit" ? end(0) : execute(peer as Peer, line)))
    })
    .on("close", () => exits || void end(1))
}

function answer(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

/** The answer to a command. */
async function execute(peer: Peer, line: string): Promise<object> {
  const [command, parameter = ""] = line.split(" ")
  if (command === "usage") return usage()
  if (command === "connect" && peer.connect) {
    peer.connect(parameter)
    return { connected: true }
  }
  if (command === "probe" && peer.probe) {
    await peer.probe()
    return { probed: true }
  }
  if (command === "run" && peer.run) return { done: true, ...(await peer.run(Number(parameter))) }
  throw new Error(`This role has no command ${command}`)
}

async function takeRole({ name, styles, open }: Driver, spec: PeerSpec): Promise<Peer> {
  const { role, style } = spec
  if (!styles.includes(style)) throw new Error(`${name} has no style "${style}"`)
  if (roles[role] === undefined) throw new Error(`${name} has no role "${role}"`)
  return await roles[role](spec, open)
}

/** CPU time and memory of the process since it began, including all of its threads. */
function usage(): Usage {
  const { user, system } = process.cpuUsage()
  const { maxRSS } = process.resourceUsage() // KiB
  return { cpu: user + system, rss: process.memoryUsage.rss(), peakRss: maxRSS * 1024 }
}
