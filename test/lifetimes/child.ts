import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"

export const reactors = ["uv", "thread"] as const
export type Reactor = (typeof reactors)[number]

/** How a child ended. */
export interface Ending {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string[]
  /** Without the announcement that the end waits for messages. */
  stderr: string
  /** That announcement, if there was one. A busy machine may take so long that there is one, with nothing unsent. */
  announced: string | undefined
  /** When the parent learned of it, in ms since the epoch. */
  at: number
}

// A child that needs this long hangs; it is killed, and its signal fails the test.
const hangs = 60_000

/** A program of this folder in a process of its own. */
export class Child {
  readonly ended: Promise<Ending>
  readonly #process: ChildProcess
  readonly #stdout: string[] = []
  readonly #listeners = new Set<() => void>()
  #stderr = ""

  constructor(program: string, parameters: readonly string[], reactor: Reactor = "uv") {
    this.#process = spawn(process.execPath, ["--expose-gc", join(__dirname, `${program}.js`), ...parameters], {
      env: { ...process.env, ZMQ_NAPI_REACTOR: reactor, NODE_OPTIONS: "" },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: hangs,
      killSignal: "SIGKILL",
    })
    createInterface({ input: this.#process.stdout! }).on("line", (line) => {
      this.#stdout.push(line)
      this.#tell()
    })
    this.#process.stderr!.setEncoding("utf8").on("data", (text) => {
      this.#stderr += text
      this.#tell()
    })
    let at = 0
    this.#process.once("exit", () => {
      at = Date.now()
    })
    this.ended = new Promise((resolve) => {
      this.#process.once("close", (code, signal) => {
        const stderr = this.#stderr.replace(announcement, "")
        resolve({ code, signal, stdout: this.#stdout, stderr, announced: announcement.exec(this.#stderr)?.[0], at })
        this.#tell()
      })
    })
  }

  /** Resolves with the line when the child has printed one that matches; rejects when it ended without one. */
  async line(pattern: RegExp): Promise<string> {
    await this.#until(() => this.#stdout.some((line) => pattern.test(line)), `printed ${pattern}`)
    return this.#stdout.find((line) => pattern.test(line))!
  }

  /** Resolves when stderr matches. */
  complaint(pattern: RegExp): Promise<void> {
    return this.#until(() => pattern.test(this.#stderr), `complained ${pattern}`)
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal)
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener()
  }

  #until(happened: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = () => {
        const over = this.#process.exitCode !== null || this.#process.signalCode !== null
        if (!happened() && !over) return
        this.#listeners.delete(check)
        if (happened()) return resolve()
        this.ended.then(({ stderr, code, signal }) => {
          if (happened()) return resolve()
          reject(new Error(`the child never ${what}; it ended with ${code ?? signal}: ${stderr}`))
        })
      }
      this.#listeners.add(check)
      check()
    })
  }
}

/** Runs a program of this folder to its end. */
export function run(program: string, parameters: readonly string[], reactor?: Reactor): Promise<Ending> {
  return new Child(program, parameters, reactor).ended
}

/** Runs the task `count` times, two at once. */
export async function repeat(count: number, task: (round: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < count) await task(next++)
  }
  await Promise.all([worker(), worker()])
}

/** A new folder for ipc endpoints, which goes away with `using`. */
export function scratch(): Disposable & { endpoint(name: string): string } {
  const folder = mkdtempSync(join(tmpdir(), "zmq-napi-"))
  return {
    endpoint: (name) => `ipc://${join(folder, name)}`,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  }
}

/** What the end of a process says on stderr when messages have not left after half a second. */
export const announcement =
  /^zmq-napi: the process has ended, but messages that were sent may not have left yet; .*`linger`.*`exitLinger`.*\n/m

/** What a process says on stderr, once, when the collector had to close a socket. */
export const collectedWarning =
  /^\(node:\d+\) ZmqResourceWarning: A \w+ socket was garbage-collected while it was open.*\n.*\n$/
