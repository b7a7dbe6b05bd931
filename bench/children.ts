import { type ChildProcessByStdio, spawn } from "node:child_process"
import type { Readable, Writable } from "node:stream"

export type Child = ChildProcessByStdio<Writable, Readable, Readable>

const running = new Set<Child>()

/** Starts a process that never outlives this one. */
export function startChild([command, ...parameters]: readonly [string, ...string[]]): Child {
  if (running.size === 0) process.on("exit", killChildren)
  // Without what is asked of the process of a test: a peer runs as a user's program does.
  const { NODE_OPTIONS, NODE_V8_COVERAGE, ...env } = process.env
  const child = spawn(command, parameters, { env, stdio: ["pipe", "pipe", "pipe"] })
  running.add(child)
  child.once("close", () => {
    running.delete(child)
    if (running.size === 0) process.off("exit", killChildren)
  })
  return child
}

export function killChildren(): void {
  for (const child of running) child.kill("SIGKILL")
}

/** Ends this process as the signals do, and all it started with it. */
export function endOnSignals(): void {
  process.once("SIGINT", () => process.exit(130))
  process.once("SIGTERM", () => process.exit(143))
}
