// A peer that sends nothing and says what the harness wants to hear, or has a fault; for tests of the harness alone.
import { createInterface } from "node:readline"
import { setTimeout } from "node:timers/promises"

const [fault, role, ...spec] = process.argv.slice(2)

function answer(value: object): void {
  console.log(JSON.stringify(value))
}

async function run(count: number): Promise<void> {
  const began = performance.now()
  const of = role === "role=pull" ? fault : "none"
  if (of === "hangs") return
  if (of === "throws") return answer({ error: "a message was lost" })
  if (of === "babbles") return console.log("well, well")
  if (of === "dies") process.stderr.write("Assertion failed: it was fine yesterday\n", () => process.abort())
  await setTimeout(count / 50)
  answer({ done: true, messages: of === "loses" ? count - 1 : count, seconds: (performance.now() - began) / 1000 })
}

async function main(): Promise<void> {
  if (fault === "refuses") return answer({ error: "no such style" })
  answer({ ready: true, version: "tiny 1", ...(spec.some((word) => word.startsWith("bind=")) && { address: "here" }) })
  for await (const line of createInterface({ input: process.stdin })) {
    const [command, argument] = line.split(" ")
    const { user, system } = process.cpuUsage()
    if (command === "connect") answer({ connected: true })
    else if (command === "run") await run(Number(argument))
    else if (command === "usage") answer({ cpu: user + system, rss: 2 ** 25, peakRss: 2 ** 25 })
    else if (fault !== "lingers") process.exit()
  }
}

void main()
