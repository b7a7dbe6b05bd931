import { type ChildProcessByStdio, spawn } from "node:child_process"
import type { Readable, Writable } from "node:stream"

/** A command and its arguments. */
export type Program = readonly [command: string, ...parameters: string[]]

// Only the end of a process's stderr is kept.
const complaintLength = 2000
const running = new Set<Child>()

/** A process that never outlives this one. */
export class Child {
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>
  readonly stdin: Writable
  readonly stdout: Readable
  /** How it ended, such as `ended with status 1`. */
  readonly ended: Promise<string>
  /** The end of what it wrote to stderr. */
  complaint = ""

  constructor([command, ...parameters]: Program) {
    if (running.size === 0) process.on("exit", killChildren)
    running.add(this)
    // Without the settings of a test's process: a peer runs as a user's program does.
    const { NODE_OPTIONS, NODE_V8_COVERAGE, ...env } = process.env
    this.process = spawn(command, parameters, { env, stdio: ["pipe", "pipe", "pipe"] })
    const { stdin, stdout, stderr } = this.process
    this.stdin = stdin.on("error", () => {}) // It has ended, which `ended` tells.
    this.stdout = stdout
    stderr.setEncoding("utf8").on("data", (text: string) => {
      this.complaint = (this.complaint + text).slice(-complaintLength)
    })
    this.ended = new Promise((resolve) => {
      this.process.once("error", (error) => resolve(`could not be started: ${error.message}`))
      this.process.once("close", (code, signal) => {
        resolve(`ended with ${signal ?? `status ${code}`}`)
        running.delete(this)
        if (running.size === 0) process.off("exit", killChildren)
      })
    })
  }

  kill(): void {
    this.process.kill("SIGKILL")
  }
}

function killChildren(): void {
  for (const child of running) child.kill()
}

/** On SIGINT and SIGTERM, ends this process and all processes that it started. */
export function endOnSignals(): void {
  process.once("SIGINT", () => process.exit(130))
  process.once("SIGTERM", () => process.exit(143))
}

/** Milliseconds from the start of a process to its end. It must succeed within 30 seconds. */
export async function processTime(program: Program): Promise<number> {
  const began = performance.now()
  const child = new Child(program)
  let ended = began
  child.process.once("exit", () => {
    ended = performance.now()
  })
  child.stdout.resume()
  const timer = setTimeout(() => child.kill(), 30_000)
  const how = await child.ended
  clearTimeout(timer)
  if (how !== "ended with status 0") throw new Error(`${program.join(" ")} ${how}\n${child.complaint.trim()}`.trim())
  return ended - began
}
