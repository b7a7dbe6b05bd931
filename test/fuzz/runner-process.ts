import { type ChildProcess, fork } from "node:child_process"
import { join } from "node:path"
import { Deadline } from "./deadline"

/** In milliseconds; a plan that takes longer blocks the thread for ever. */
const hangs = 60_000

/** A process that carries out plans; a new one follows one that has ended. */
export class RunnerProcess<Plan> implements Disposable {
  readonly #program: string
  #process: ChildProcess | undefined
  #output = ""

  /** `name` is that of the folder whose program `runner` it is. */
  constructor(name: string) {
    this.#program = join(__dirname, name, "runner.js")
  }

  /** Resolves with what went wrong, if anything did. */
  async run(plans: readonly Plan[]): Promise<string | undefined> {
    const runner = this.#start()
    using deadline = new Deadline(hangs)
    const answer = await new Promise<readonly string[] | string>((resolve) => {
      runner.once("message", (violations: string[]) => resolve(violations))
      runner.once("close", (code, signal) => resolve(`the process ended with ${code ?? signal}:\n${this.#output}`))
      void deadline.passed.then(() => resolve("the process hangs"))
      runner.send(plans as unknown as object[], () => {})
    })
    runner.removeAllListeners()
    if (typeof answer === "string") this[Symbol.dispose]()
    const unexpected = this.#output === "" ? [] : [`it wrote ${this.#output}`]
    const wrong = typeof answer === "string" ? [answer] : [...answer, ...unexpected]
    this.#output = ""
    return wrong.length === 0 ? undefined : wrong.join("\n")
  }

  [Symbol.dispose](): void {
    this.#process?.kill("SIGKILL")
    this.#process = undefined
  }

  #start(): ChildProcess {
    if (this.#process !== undefined) return this.#process
    const started = fork(this.#program, {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: { ...process.env, NODE_OPTIONS: "", NODE_TEST_CONTEXT: undefined },
    })
    for (const stream of [started.stdout!, started.stderr!]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.#output = (this.#output + text).slice(-4000)
      })
    }
    this.#process = started
    return started
  }
}
