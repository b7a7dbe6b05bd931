import { createInterface } from "node:readline"
import { isMainThread } from "node:worker_threads"
import { isCapable } from "../capabilities"
import { type PeerSpec, parseSpec, type Usage } from "../protocol"
import type { Driver, Peer } from "./driver"
import { roles } from "./roles"

/**
 * Plays the role that the arguments ask for, as the commands say: a whole process, or one of the threads of the role
 * `threads`, which is the same program again.
 */
export async function serve(driver: Driver): Promise<void> {
  let peer: Peer | undefined
  let ending = false

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

  // Here comes what goes wrong anywhere, in this function too.
  process.on("uncaughtException", (error) => {
    if (!ending) answer({ error: error instanceof Error ? error.message : String(error) })
    void end(1)
  })
  // After an `exit`, the end of the input does not end the peer: the commands before `exit` are executed first.
  let exits = false
  const input = createInterface({ input: process.stdin })
    .on("line", (line) => {
      exits ||= line === "exit"
    })
    .on("close", () => exits || void end(1))
  const lines = input[Symbol.asyncIterator]()
  peer = await takeRole(driver, parseSpec(process.argv.slice(2)))
  answer({ ready: true, address: peer.address, version: driver.version })
  for await (const line of lines) {
    if (line === "exit") return await end(0)
    const value = await execute(peer, line)
    if (!ending) answer(value)
  }
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

async function takeRole({ name, open }: Driver, spec: PeerSpec): Promise<Peer> {
  const { role, style } = spec
  if (!isCapable(name, style)) throw new Error(`${name} has no style "${style}"`)
  if (roles[role] === undefined) throw new Error(`${name} has no role "${role}"`)
  return await roles[role](spec, open)
}

/** CPU time and memory of the process since it began, including all of its threads. */
function usage(): Usage {
  const { user, system } = process.cpuUsage()
  const { maxRSS } = process.resourceUsage() // KiB
  return { cpu: user + system, rss: process.memoryUsage.rss(), peakRss: maxRSS * 1024 }
}
