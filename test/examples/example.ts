import assert from "node:assert/strict"
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"

export const repository = join(__dirname, "..", "..", "..")

// An example that needs this long hangs; it is killed, and its signal fails the test.
const hangs = 60_000

/** An example in a process of its own, started as `npm run example` does; killed at the end of the test's block. */
export class Example implements AsyncDisposable {
  readonly name: string
  readonly lines: string[] = []
  readonly #process: ChildProcess
  readonly #closed: Promise<void>
  readonly #listeners = new Set<() => void>()
  #isClosed = false
  #stderr = ""

  constructor(name: string, ...parameters: string[]) {
    this.name = name
    const program = join(repository, "build-test", "examples", name)
    this.#process = spawn(process.execPath, [program, ...parameters], {
      // The runner of the tests tells its children to report as tests.
      env: { ...process.env, NODE_OPTIONS: "", NODE_TEST_CONTEXT: undefined },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: hangs,
      killSignal: "SIGKILL",
    })
    createInterface({ input: this.#process.stdout! }).on("line", (line) => {
      this.lines.push(line)
      this.#tell()
    })
    this.#process.stderr!.setEncoding("utf8").on("data", (text) => {
      this.#stderr += text
    })
    this.#closed = new Promise((resolve) => {
      this.#process.once("close", () => {
        this.#isClosed = true
        this.#tell()
        resolve()
      })
    })
  }

  /** What a line that matches has in the pattern's group, or that line; waits until one was printed. */
  async printed(pattern: RegExp): Promise<string> {
    const lines = await this.#until((found) => found.length > 0, pattern)
    const [line, group] = pattern.exec(lines[0])!
    return group ?? line
  }

  /** Waits until `count` lines that match were printed, and resolves with the first of them. */
  printedTimes(pattern: RegExp, count: number): Promise<string[]> {
    return this.#until((found) => found.length >= count, pattern).then((found) => found.slice(0, count))
  }

  /** Waits until the example has ended by itself, well and without complaint: its lines. */
  async done(): Promise<string[]> {
    await this.#closed
    const { exitCode: code, signalCode: signal } = this.#process
    assert.deepEqual({ code, signal, stderr: this.#stderr }, { code: 0, signal: null, stderr: "" }, this.#story())
    return this.lines
  }

  /** Asks an example that serves for ever to end, and waits until it has, well and without complaint. */
  stop(signal: NodeJS.Signals = "SIGTERM"): Promise<string[]> {
    this.kill(signal)
    return this.done()
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal)
  }

  /** Waits until the example has ended, in whatever way. */
  async ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null; stderr: string }> {
    await this.#closed
    return { code: this.#process.exitCode, signal: this.#process.signalCode, stderr: this.#stderr }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGKILL")
    await this.#closed
  }

  #until(isEnough: (found: string[]) => boolean, pattern: RegExp): Promise<string[]> {
    return new Promise((resolve, reject) => {
      const check = () => {
        const found = this.lines.filter((line) => pattern.test(line))
        if (!isEnough(found) && !this.#isClosed) return
        this.#listeners.delete(check)
        if (isEnough(found)) resolve(found)
        else reject(new Error(`No ${pattern} from ${this.#story()}`))
      }
      this.#listeners.add(check)
      check()
    })
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener()
  }

  #story(): string {
    const { exitCode, signalCode } = this.#process
    return `${this.name}, which ended with ${exitCode ?? signalCode}:\n${this.lines.join("\n")}\n${this.#stderr}`
  }
}

/** The words with their numbers, from 1: `World (1)`, `World (2)`. */
export function numbered(count: number, line: (number: number) => string): string[] {
  return Array.from({ length: count }, (_, index) => line(index + 1))
}

/** A new folder for ipc endpoints, which goes away with `using`. */
export function scratch(): Disposable & { ipc(name: string): string } {
  const folder = mkdtempSync(join(tmpdir(), "zmq-napi-"))
  return {
    ipc: (name) => `ipc://${join(folder, name)}`,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}
