import assert from "node:assert/strict"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

// A child that needs this long hangs; it is killed, and its signal fails the test.
const hangs = 60_000

interface ChildOptions {
  /** Added to this process's environment. */
  env?: NodeJS.ProcessEnv
  cwd?: string
  /** `"pipe"` for a child whose standard input is written to, or must not end. */
  stdin?: "pipe" | "ignore"
  /** For a shell: signals go to all processes that it starts, too. */
  group?: boolean
  /** How long it may run until it is killed, in place of the time after which any other child hangs. */
  milliseconds?: number
  /** A descriptor of this process which the child gets as its number 3. */
  descriptor?: number
}

/** How a child ended. */
export interface Ending {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
  /** When this process learned of the end, in milliseconds since the epoch. */
  at: number
}

/** A program in a process of its own, whose output is kept. `await using` kills it and waits for its end. */
export class Child implements AsyncDisposable {
  /** The lines of its standard output. */
  readonly lines: string[] = []
  /** Resolves when it has ended, in whatever way, and nothing more can come of its output. */
  readonly ended: Promise<Ending>
  readonly name: string
  readonly #process: ChildProcess
  readonly #group: boolean
  readonly #listeners = new Set<() => void>()
  #stdout = ""
  #stderr = ""
  #unfinishedLine = ""
  #hasEnded = false
  #wasKilled = false

  constructor(command: string, parameters: readonly string[], options: ChildOptions = {}) {
    const { env, cwd, stdin = "ignore", group = false, milliseconds = hangs, descriptor } = options
    this.#group = group
    this.name = [command, ...parameters].join(" ")
    this.#process = spawn(command, parameters, {
      cwd,
      // The runner of the tests tells its children to report as tests.
      env: { ...process.env, NODE_OPTIONS: "", NODE_TEST_CONTEXT: undefined, ...env },
      stdio: [stdin, "pipe", "pipe", ...(descriptor === undefined ? [] : [descriptor])],
      detached: group,
      timeout: milliseconds,
      killSignal: "SIGKILL",
    })
    this.#process.stdout!.setEncoding("utf8").on("data", (text: string) => this.#print(text))
    this.#process.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr += text
      this.#outputChanged()
    })
    this.ended = this.#untilEnd()
  }

  /** A program that Node runs. */
  static node(parameters: readonly string[], options?: ChildOptions): Child {
    return new Child(process.execPath, parameters, options)
  }

  /**
   * Resolves with the first capture group of the first line that matches, or with that line if the pattern has no group.
   * Rejects if the child ends before such a line.
   */
  async printed(pattern: RegExp): Promise<string> {
    await this.#until(() => this.lines.some((line) => pattern.test(line)), `printed ${pattern}`)
    const [line, group] = this.lines.map((text) => pattern.exec(text)).find((match) => match !== null)!
    return group ?? line
  }

  /** The first `count` lines that match. */
  async printedTimes(pattern: RegExp, count: number): Promise<string[]> {
    const matching = () => this.lines.filter((line) => pattern.test(line))
    await this.#until(() => matching().length >= count, `printed ${count} times ${pattern}`)
    return matching().slice(0, count)
  }

  /** Resolves when its standard output, with or without line breaks, matches; rejects if it ends before. */
  stdoutMatches(pattern: RegExp): Promise<void> {
    return this.#until(() => pattern.test(this.#stdout), `wrote ${pattern} to standard output`)
  }

  /** Resolves when its standard error matches; rejects if it ends before. */
  stderrMatches(pattern: RegExp): Promise<void> {
    return this.#until(() => pattern.test(this.#stderr), `wrote ${pattern} to standard error`)
  }

  /** Checks that it exits by itself with that code and has written nothing to standard error; returns its lines. */
  async exited(code = 0): Promise<string[]> {
    const { code: actual, signal, stdout, stderr } = await this.ended
    const message = `${this.name}:\n${stdout}\n${stderr}`
    assert.deepEqual({ code: actual, signal, stderr }, { code, signal: null, stderr: "" }, message)
    return this.lines
  }

  /** Its process id; 0 if it could not be started. */
  get pid(): number {
    return this.#process.pid ?? 0
  }

  /** Whether it ended, and this process had not sent it a signal before. */
  get endedByItself(): boolean {
    return this.#hasEnded && !this.#wasKilled
  }

  kill(signal: NodeJS.Signals): void {
    if (!this.#hasEnded) this.#wasKilled = true
    if (!this.#group) {
      this.#process.kill(signal)
      return
    }
    try {
      if (!this.#hasEnded) process.kill(-this.#process.pid!, signal)
    } catch (error) {
      // All of them have ended.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error
    }
  }

  /** Sends SIGSTOP. Resolves when all its threads stand still: for a while after the signal they may go on. */
  async suspend(): Promise<void> {
    do {
      const changed = once(process, "SIGCHLD")
      this.kill("SIGSTOP")
      await changed
    } while (process.platform === "linux" && !standsStill(this.pid))
  }

  /** Writes to its standard input; resolves when the system has taken it. */
  write(data: string | Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#process.stdin!.write(data, (error) => (error ? reject(error) : resolve()))
    })
  }

  /** Ends its standard input. */
  endInput(): void {
    this.#process.stdin?.end()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill("SIGKILL")
    await this.ended
  }

  #print(text: string): void {
    this.#stdout += text
    const lines = (this.#unfinishedLine + text).split("\n")
    this.#unfinishedLine = lines.pop() ?? ""
    this.lines.push(...lines)
    this.#outputChanged()
  }

  #untilEnd(): Promise<Ending> {
    return new Promise((resolve) => {
      let at = 0
      this.#process.once("error", (error) => {
        this.#stderr += error.message
      })
      this.#process.once("exit", () => {
        at = Date.now()
      })
      this.#process.once("close", (code, signal) => {
        if (this.#unfinishedLine !== "") this.lines.push(this.#unfinishedLine)
        this.#hasEnded = true
        resolve({ code, signal, stdout: this.#stdout, stderr: this.#stderr, at })
        this.#outputChanged()
      })
    })
  }

  #until(happened: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = () => {
        if (!happened() && !this.#hasEnded) return
        this.#listeners.delete(check)
        if (happened()) return resolve()
        const { exitCode, signalCode } = this.#process
        const how = `it ended with ${exitCode ?? signalCode}:\n${this.#stdout}\n${this.#stderr}`
        reject(new Error(`${this.name} never ${what}; ${how}`))
      }
      this.#listeners.add(check)
      check()
    })
  }

  #outputChanged(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}

/** Whether all threads of a process are stopped. Another child's change is reported by the same signal, SIGCHLD. */
function standsStill(pid: number): boolean {
  const tasks = `/proc/${pid}/task`
  return readdirSync(tasks).every((task) => /^State:\tT/m.test(readFileSync(join(tasks, task, "status"), "latin1")))
}

type Expectation = ChildOptions & { code?: number }

/** Runs a program in Node, checks that it exits by itself and writes nothing to standard error; returns what it printed. */
async function runNode(parameters: readonly string[], { code, ...options }: Expectation): Promise<string> {
  await using child = Child.node(parameters, options)
  await child.exited(code)
  return (await child.ended).stdout
}

/** Runs a compiled program of the tests, `"folder/name"`. */
export function runProgram(path: string, parameters: readonly string[] = [], options: Expectation = {}) {
  return runNode(["--expose-gc", join(__dirname, "..", `${path}.js`), ...parameters], options)
}

/** Runs a script, which may load this package by its name; `module` for one that imports it. */
export function runScript(script: string, { module = false, ...options }: Expectation & { module?: boolean } = {}) {
  const parameters = [...(module ? ["--input-type=module"] : []), "-e", script]
  return runNode(parameters, { cwd: __dirname, ...options })
}
