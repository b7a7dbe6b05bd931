import assert from "node:assert/strict"
import { createInterface } from "node:readline"
import { Child } from "../../bench/children"
import { programs } from "../../bench/drivers"
import { Peer } from "../../bench/peer"
import type { Done, PeerSpec, Ready, Role, Style, Usage } from "../../bench/protocol"

export const styles = {
  "zmq-napi": ["each", "iterate", "batch", "transfer", "sync"],
  zeromq: ["each", "iterate"],
  jszmq: ["each"],
  libzmq: ["each", "transfer", "sync"],
} satisfies Record<string, Style[]>
export type DriverName = keyof typeof styles
export const drivers = Object.keys(styles) as DriverName[]

/** The driver's transport, and a wildcard port there. */
export function wildcard(driver: DriverName): string {
  return driver === "jszmq" ? "ws://127.0.0.1:*" : "tcp://127.0.0.1:*"
}

export type Work = Partial<PeerSpec>
export type Roles = readonly [server: Role, client: Role]

/** What is special about both, and about each. */
export interface Works {
  common?: Work
  server?: Work
  client?: Work
}

/** A peer; unless something else is said, for messages of one part of 16 bytes. */
export function start(driver: DriverName, role: Role, work: Work = {}): Promise<Peer> {
  return Peer.start(driver, programs(driver), { role, style: "each", size: 16, ...work })
}

/** A server, and a client that is connected to it. */
export async function connected(driver: DriverName, roles: Roles, { common, server, client }: Works = {}) {
  const binds = await start(driver, roles[0], { bind: wildcard(driver), ...common, ...server })
  const connects = await start(driver, roles[1], { ...common, ...client })
  await connects.connect(binds.ready.address ?? "")
  const dispose = async () => {
    for (const peer of [binds, connects]) await peer[Symbol.asyncDispose]()
  }
  return { server: binds, client: connects, [Symbol.asyncDispose]: dispose }
}

/** Has a server and its client do their parts, a run after the other: what each run came to for both. */
export async function together(driver: DriverName, roles: Roles, works: Works = {}, counts = [1, 700, 1200]) {
  await using pair = await connected(driver, roles, works)
  const peers = [pair.server, pair.client] as const
  const results: { server: Done; client: Done }[] = []
  for (const count of counts) {
    if (roles[0] === "publish") await Promise.all(peers.map((peer) => peer.probe()))
    const [server, client] = await Promise.all([pair.server.run(count), pair.client.run(count)])
    assertDone(server, count)
    assertDone(client, roles[1] === "subscribe" ? count * (works.client?.sockets ?? 1) : count)
    results.push({ server, client })
  }
  // The client first: jszmq fails if its server is gone when it connects again.
  await pair.client.exit()
  await pair.server.exit()
  return results
}

export function assertDone({ done, messages, seconds }: Done, count: number): void {
  assert.deepEqual([done, messages], [true, count])
  if (messages > 1) assert.ok(seconds > 0 && seconds < 60, `${seconds} s`)
}

export function assertLatency({ latency }: Pick<Done, "latency">): void {
  const { min, p50, p99, p999, max } = latency!
  assert.ok(0 < min && min <= p50 && p50 <= p99 && p99 <= p999 && p999 <= max, JSON.stringify(latency))
}

export type Answer = Partial<Ready & Done & Usage> & { error?: string }

/** Behind the last command, it ends the input. */
export const end = "\x04"

/** All answers of a peer, which gets the next command after each answer, and how it ended. */
export async function answersOf(driver: DriverName, words: string, ...commands: string[]) {
  const child = new Child([...programs(driver), ...words.split(" ")])
  const answers: Answer[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    answers.push(JSON.parse(line))
    const command = commands.shift()
    if (command?.endsWith(end)) child.stdin.end(command.slice(0, -1))
    else if (command !== undefined) child.stdin.write(`${command}\n`)
  }
  return { answers, how: await child.ended }
}
