import assert from "node:assert/strict"
import { createInterface } from "node:readline"
import { Child } from "../../bench/children"
import { driverNames, missingProgram, programOf } from "../../bench/drivers"
import { Peer } from "../../bench/peer"
import type { Done, Latency, PeerSpec, Ready, Role, Usage } from "../../bench/protocol"

/** All that are built: the system's libzmq is not there everywhere. */
export const drivers = driverNames.filter((driver) => driver !== "stock-libzmq" || missingProgram(driver) === undefined)
export type DriverName = (typeof driverNames)[number]

/** The driver's transport, and a wildcard port there. */
export function wildcard(driver: DriverName): string {
  return driver === "jszmq" ? "ws://127.0.0.1:*" : "tcp://127.0.0.1:*"
}

export type Work = Partial<PeerSpec>

/** A peer; unless something else is said, for messages of one part of 16 bytes. */
export function start(driver: DriverName, role: Role, work: Work = {}): Promise<Peer> {
  return Peer.start(driver, programOf(driver), { role, style: "each", size: 16, ...work })
}

/** A server, and a client that is connected to it; with what is special about each. */
export async function connected(
  driver: DriverName,
  roles: readonly [Role, Role],
  server: Work = {},
  client: Work = {},
) {
  const binds = await start(driver, roles[0], { bind: wildcard(driver), ...server })
  const connects = await start(driver, roles[1], client)
  await connects.connect(binds.ready.address ?? "")
  const dispose = async () => {
    for (const peer of [binds, connects]) await peer[Symbol.asyncDispose]()
  }
  return { server: binds, client: connects, [Symbol.asyncDispose]: dispose }
}

export function assertLatency({ min, p50, p99, p999, max }: Latency): void {
  const ordered = [min, p50, p99, p999, max]
  assert.ok(min > 0)
  assert.deepEqual(
    [...ordered].sort((a, b) => a - b),
    ordered,
  )
}

type Answer = Partial<Ready & Done & Usage> & { error?: string }

/** Behind the last command, it ends the input. */
export const end = "\x04"

/** All answers of a peer, which gets the next command after each answer, and how it ended. */
export async function answersOf(driver: DriverName, words: string, ...commands: string[]) {
  const child = new Child([...programOf(driver), ...words.split(" ")])
  const answers: Answer[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    answers.push(JSON.parse(line))
    const command = commands.shift()
    if (command?.endsWith(end)) child.stdin.end(command.slice(0, -1))
    else if (command !== undefined) child.stdin.write(`${command}\n`)
  }
  return { answers, how: await child.ended }
}
