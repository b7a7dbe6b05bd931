import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { Deadline } from "../deadline"
import type { Endpoint } from "./endpoints"
import type { FromTarget, Settings, ToTarget } from "./protocol"

type Reported<Say extends FromTarget["say"]> = Extract<FromTarget, { say: Say }>

/** In milliseconds: a target that does not answer for so long hangs. Far more than a busy machine needs. */
export const hangs = 120_000

/** The target ended, or does not answer. */
export class TargetFailure extends Error {
  override readonly name = "TargetFailure"
}

/** A running target. `await using` kills it and waits for its end. */
export class TargetProcess implements AsyncDisposable {
  endpoints: Endpoint[] = []
  /** The texts of good peers that have come. */
  readonly received = new Set<string>()
  readonly #process: ChildProcess
  readonly #ended: Promise<void>
  /** What waits for the target's next answer, the oldest first; the target answers in order. */
  readonly #waiting: ((answer: FromTarget | undefined) => void)[] = []
  #end: string | undefined
  #output = ""

  private constructor(settings: Settings) {
    this.#process = fork(join(__dirname, "target.js"), [JSON.stringify(settings)], {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: { ...process.env, NODE_OPTIONS: "", NODE_TEST_CONTEXT: undefined },
    })
    this.#process.on("message", (message: FromTarget) => {
      if (message.say === "received") this.received.add(message.text)
      else this.#waiting.shift()?.(message)
    })
    for (const stream of [this.#process.stdout!, this.#process.stderr!]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.#output = (this.#output + text).slice(-4000)
      })
    }
    this.#ended = once(this.#process, "close").then(([code, signal]: unknown[]) => {
      this.#end = `it ended with ${code ?? signal}:\n${this.#output}`
      for (const answered of this.#waiting.splice(0)) answered(undefined)
    })
  }

  static async start(settings: Settings): Promise<TargetProcess> {
    const target = new TargetProcess(settings)
    target.endpoints = (await target.#next("ready")).endpoints
    return target
  }

  /** How it ended; undefined while it runs. */
  get end(): string | undefined {
    return this.#end
  }

  /** Has the socket send the text. */
  send(socket: number, text: string): void {
    this.#tell({ say: "send", socket, text })
  }

  /** What it has open, and how much memory it has. Throws a TargetFailure where it does not answer. */
  report(): Promise<Reported<"report">> {
    const reported = this.#next("report")
    this.#tell({ say: "report" })
    return reported
  }

  /** Closes all of its sockets; throws a TargetFailure if it does not end well. */
  async close(): Promise<void> {
    this.#tell({ say: "end" })
    using deadline = new Deadline(hangs)
    await Promise.race([this.#ended, deadline.passed])
    if (this.#process.exitCode !== 0 || this.#output !== "") throw this.#failure("it did not close its sockets")
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGKILL")
    await this.#ended
  }

  #tell(message: ToTarget): void {
    // A target that has just ended cannot be told anything: its end is noticed elsewhere.
    if (this.#process.connected) this.#process.send(message, () => {})
  }

  async #next<Say extends FromTarget["say"]>(say: Say): Promise<Reported<Say>> {
    using deadline = new Deadline(hangs)
    const answered = new Promise<FromTarget | undefined>((resolve) => {
      if (this.#end === undefined) this.#waiting.push(resolve)
      else resolve(undefined)
    })
    const message = await Promise.race([answered, deadline.passed.then(() => undefined)])
    if (message?.say !== say) throw this.#failure("it does not answer")
    return message as Reported<Say>
  }

  #failure(otherwise: string): TargetFailure {
    return new TargetFailure(`The target failed: ${this.#end ?? `${otherwise}:\n${this.#output}`}`)
  }
}
