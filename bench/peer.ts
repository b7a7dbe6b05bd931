import { createInterface } from "node:readline"
import { type Child, startChild } from "./children"
import type { Done, PeerSpec, Ready, Usage } from "./protocol"

/** In seconds, for what takes no time: a peer that needs longer hangs. */
export const usualPatience = 30
// Of what a peer complained, the end tells.
const complaintLength = 2000

interface Waiting {
  resolve(line: string): void
  reject(error: Error): void
}

/** A process that plays one side of a scenario; see protocol.ts. With `await using` it is gone afterwards. */
export class Peer implements AsyncDisposable {
  ready!: Ready
  readonly #title: string
  readonly #child: Child
  readonly #waiting: Waiting[] = []
  readonly #patience: number
  readonly #closed: Promise<void>
  #ended: string | undefined
  #complaint = ""

  private constructor(title: string, child: Child, patience: number) {
    this.#title = title
    this.#patience = patience
    this.#child = child
    createInterface({ input: child.stdout }).on("line", (line) => this.#waiting.shift()?.resolve(line))
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-complaintLength)
    })
    child.stdin.on("error", () => {}) // It has ended, which is told by "close".
    this.#closed = new Promise((resolve) => {
      child.once("error", (error) => this.#end(`could not be started: ${error.message}`))
      child.once("close", (code, signal) => {
        this.#end(`ended with ${signal ?? `status ${code}`}`)
        resolve()
      })
    })
  }

  /** `title` names the peer in errors. */
  static async start(
    title: string,
    program: readonly [string, ...string[]],
    spec: PeerSpec,
    patience = usualPatience,
  ): Promise<Peer> {
    const parameters = Object.entries(spec).filter(([, value]) => value !== undefined)
    const child = startChild([...program, ...parameters.map(([name, value]) => `${name}=${value}`)])
    const peer = new Peer(`${title} ${spec.role}`, child, patience)
    try {
      peer.ready = await peer.#answer<Ready>("ready", "start")
      return peer
    } catch (error) {
      await peer[Symbol.asyncDispose]()
      throw error
    }
  }

  async connect(address: string): Promise<void> {
    await this.#ask("connected", `connect ${address}`)
  }

  async probe(): Promise<void> {
    await this.#ask("probed", "probe")
  }

  /** `expected` is how long it will take, in seconds; it hangs when it takes far longer. */
  async run(count: number, expected = 0): Promise<Done> {
    return await this.#ask<Done>("done", `run ${count}`, this.#patience + 10 * expected)
  }

  async usage(): Promise<Usage> {
    return await this.#ask<Usage>("cpu", "usage")
  }

  /** Has it end by itself, which must succeed. */
  async exit(): Promise<void> {
    this.#child.stdin.write("exit\n")
    await this.#within(this.#patience, "exit", this.#closed)
    if (this.#child.exitCode !== 0) throw this.#failure(this.#ended ?? "did not end")
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ended !== undefined) return
    this.#child.kill("SIGKILL")
    await this.#closed
  }

  #ask<Answer extends object>(key: keyof Answer & string, command: string, limit?: number): Promise<Answer> {
    this.#child.stdin.write(`${command}\n`)
    return this.#answer(key, command, limit)
  }

  async #answer<Answer extends object>(
    key: keyof Answer & string,
    command: string,
    limit = this.#patience,
  ): Promise<Answer> {
    const line = new Promise<string>((resolve, reject) => {
      if (this.#ended !== undefined) reject(this.#failure(this.#ended))
      else this.#waiting.push({ resolve, reject })
    })
    const text = await this.#within(limit, command, line)
    const answer = parsed(text)
    if (typeof answer?.error === "string") throw this.#failure(`failed to ${command}: ${answer.error}`)
    if (answer === undefined || !(key in answer)) throw this.#failure(`answered ${command} with ${text}`)
    return answer as Answer
  }

  async #within<Value>(seconds: number, command: string, task: Promise<Value>): Promise<Value> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_resolve, reject) => {
      const tell = () => reject(this.#failure(`did not answer ${command} within ${Math.round(seconds)} s`))
      timer = setTimeout(tell, seconds * 1000)
    })
    try {
      return await Promise.race([task, late])
    } finally {
      clearTimeout(timer)
    }
  }

  #end(how: string): void {
    this.#ended ??= how
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure(this.#ended))
  }

  #failure(what: string): Error {
    const complaint = this.#complaint.trim()
    return new Error(`${this.#title} ${what}${complaint === "" ? "" : `\n${complaint}`}`)
  }
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(line)
    return typeof value === "object" && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
