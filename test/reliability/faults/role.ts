import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Child } from "../../support/child"

type Role = "push" | "pull" | "reply" | "request" | "publish" | "subscribe" | "radio" | "dish"

/** What one side of a conversation does. */
export interface Part {
  role: Role
  side: "bind" | "connect"
  endpoint: string
  /** How many messages it sends. */
  count?: number
  /** The size of each message, in bytes. */
  size: number
  /** How long a Push waits before each message, in milliseconds. */
  pause?: number
  options?: Record<string, unknown>
}

/** The command line of a peer, for Node. */
export function peer({ role, side, endpoint, count = 0, size, pause = 0, options = {} }: Part): string[] {
  const numbers = [count, size, pause].map(String)
  return [join(__dirname, "peer.js"), role, side, endpoint, ...numbers, JSON.stringify(options)]
}

/** The two sides of a conversation. */
export class Pair implements AsyncDisposable {
  readonly server: Child
  readonly client: Child

  constructor(server: Child, client: Child) {
    this.server = server
    this.client = client
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.server, this.client].map((child) => child[Symbol.asyncDispose]()))
  }
}

/** The numbers in the lines that a peer has printed behind this word. */
export function numbersOf(child: Child, word: "got" | "asked" | "answered" | "again"): number[] {
  return child.lines.flatMap((line) => (line.startsWith(`${word} `) ? [Number(line.slice(word.length))] : []))
}

/** How much memory a process has had at most, in MiB. */
export function peakMemory(pid: number): number {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))!
  return Number(kibibytes) / 1024
}
