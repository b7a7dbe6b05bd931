import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process"

/** A command and its arguments. */
export type Program = readonly [command: string, ...parameters: string[]]

// Only the end of a process's stderr is kept.
const complaintLength = 2000
const running = new Set<Child>()
process.on("exit", () => {
  for (const child of running) child.kill()
})

/** A process that never outlives this one, nor so many milliseconds. */
export class Child {
  readonly process: ChildProcessWithoutNullStreams
  readonly stdin
  readonly stdout
  /** How it ended, such as `ended with status 1`. */
  readonly ended: Promise<string>
  /** The end of what it wrote to stderr. */
  complaint = ""

  constructor([command, ...parameters]: Program, timeout?: number) {
    running.add(this)
    // Without the settings of a test's process: a peer runs as a user's program does.
    const { NODE_OPTIONS, NODE_V8_COVERAGE, ...env } = process.env
    this.process = spawn(command, parameters, { env, timeout })
    this.stdin = this.process.stdin.on("error", () => {}) // It has ended, which `ended` tells.
    this.stdout = this.process.stdout
    this.process.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.complaint = (this.complaint + text).slice(-complaintLength)
    })
    this.ended = new Promise((resolve) => {
      this.process.once("error", (error) => resolve(`could not be started: ${error.message}`))
      this.process.once("close", (code, signal) => {
        resolve(`ended with ${signal ?? `status ${code}`}`)
        running.delete(this)
      })
    })
  }

  kill(): void {
    this.process.kill("SIGKILL")
  }
}

/** On SIGINT and SIGTERM, ends this process and all processes that it started. */
export function endOnSignals(): void {
  process.once("SIGINT", () => process.exit(130))
  process.once("SIGTERM", () => process.exit(143))
}

/** Milliseconds from the start of a process to its end. It must succeed within 30 seconds. */
export async function processTime(program: Program): Promise<number> {
  const began = performance.now()
  const child = new Child(program, 30_000)
  let ended = began
  child.process.once("exit", () => {
    ended = performance.now()
  })
  child.stdout.resume()
  const how = await child.ended
  if (how !== "ended with status 0") throw new Error(`${program.join(" ")} ${how}\n${child.complaint}`.trim())
  return ended - began
}
