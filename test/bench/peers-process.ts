import { type ChildProcessByStdio, spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { createInterface, type Interface } from "node:readline"
import type { Readable, Writable } from "node:stream"
import type { Done, PeerSpec, Ready, Usage } from "../../bench/protocol"
import { soon } from "../support/waiting"

export type DriverName = "zmq-napi" | "zeromq" | "jszmq"

type Answer = Partial<Ready & Done & Usage> & { connected?: true; probed?: true; error?: string }

/** A peer of the benchmark, spoken to as the protocol says. It is gone at the end of its scope. */
export class PeerProcess implements AsyncDisposable {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>
  readonly #lines: AsyncIterator<string>
  readonly #ended: Promise<unknown[]>

  constructor(driver: DriverName, parameters: readonly string[]) {
    const program = join(__dirname, "..", "..", "bench", "peers", `${driver}.js`)
    this.#process = spawn(process.execPath, [program, ...parameters], { stdio: ["pipe", "pipe", "inherit"] })
    const lines: Interface = createInterface({ input: this.#process.stdout })
    this.#lines = lines[Symbol.asyncIterator]()
    this.#ended = once(this.#process, "exit")
    this.#process.stdin.on("error", () => {}) // It has ended, which `status` tells.
  }

  /** Started, and ready. */
  static async start(driver: DriverName, spec: PeerSpec): Promise<{ peer: PeerProcess; ready: Ready }> {
    const given = Object.entries(spec).filter(([, value]) => value !== undefined)
    const peer = new PeerProcess(
      driver,
      given.map(([name, value]) => `${name}=${value}`),
    )
    const answer = await peer.answer()
    if (answer.ready) return { peer, ready: answer as Ready }
    await peer[Symbol.asyncDispose]()
    throw new Error(`${driver} ${spec.role} is not ready: ${answer.error}`)
  }

  async answer(): Promise<Answer> {
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(), soon.timeout)
    const tooLate = once(late.signal, "abort").then(() => {
      throw new Error("The peer did not answer")
    })
    try {
      const { value } = await Promise.race([this.#lines.next(), tooLate])
      if (value === undefined) throw new Error(`The peer ended without an answer, with status ${await this.status()}`)
      return JSON.parse(value)
    } finally {
      clearTimeout(timer)
    }
  }

  write(command: string): void {
    this.#process.stdin.write(`${command}\n`)
  }

  call(command: string): Promise<Answer> {
    this.write(command)
    return this.answer()
  }

  /** Tells it to end: how it did. */
  exit(): Promise<number | string> {
    this.write("exit")
    return this.status()
  }

  endInput(): void {
    this.#process.stdin.end()
  }

  /** The status with which it ended, or the signal. */
  async status(): Promise<number | string> {
    const [status, signal] = await this.#ended
    return (status ?? signal) as number | string
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGKILL")
    await this.#ended
  }
}

/** The driver's transport, and a wildcard port there. */
export function wildcard(driver: DriverName): string {
  return driver === "jszmq" ? "ws://127.0.0.1:*" : "tcp://127.0.0.1:*"
}
