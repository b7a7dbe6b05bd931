// A peer of the harness with a fault, or none: `push` and `pull` over a real socket, for tests of the harness alone.
import { createInterface } from "node:readline"
import { Pull, Push } from "#lib/index"

type Fault = "none" | "refuses" | "throws" | "dies" | "loses" | "hangs" | "babbles" | "lingers"

const [fault, ...spec] = process.argv.slice(2) as [Fault, ...string[]]
const { role, bind } = Object.fromEntries(spec.map((pair) => pair.split("=")))
const socket = role === "push" ? new Push() : new Pull()

function answer(value: object): void {
  console.log(JSON.stringify(value))
}

async function exchange(count: number): Promise<number> {
  const began = process.hrtime.bigint()
  for (let sent = 0; sent < count; sent++) {
    if (socket instanceof Push) await socket.send(Buffer.alloc(16))
    else await socket.receive()
  }
  return Number(process.hrtime.bigint() - began) / 1e9
}

async function run(count: number): Promise<void> {
  if (role !== "pull" || fault === "none" || fault === "lingers") {
    return answer({ done: true, messages: count, seconds: await exchange(count) })
  }
  if (fault === "throws") return answer({ error: "a message was lost" })
  if (fault === "babbles") return console.log("well, well")
  if (fault === "loses") return answer({ done: true, messages: count - 1, seconds: await exchange(count) })
  if (fault === "dies") {
    process.stderr.write("Assertion failed: it was fine yesterday\n", () => process.abort())
  }
}

async function obey(line: string): Promise<void> {
  const [command, argument] = line.split(" ")
  if (command === "connect") {
    socket.connect(argument!)
    answer({ connected: true })
  } else if (command === "run") {
    await run(Number(argument))
  } else if (command === "usage") {
    const { user, system } = process.cpuUsage()
    answer({ cpu: user + system, rss: process.memoryUsage.rss(), peakRss: process.resourceUsage().maxRSS * 1024 })
  } else if (command === "exit" && fault !== "lingers") {
    socket.close()
    process.exit()
  }
}

async function main(): Promise<void> {
  if (fault === "refuses") {
    answer({ error: "no such style" })
    process.exitCode = 1
    return
  }
  if (bind !== undefined) await socket.bind(bind)
  answer({ ready: true, version: "tiny 1", ...(bind !== undefined && { address: socket.lastEndpoint }) })
  for await (const line of createInterface({ input: process.stdin })) await obey(line)
}

main()
