import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import os from "node:os"
import { root } from "./drivers"
import type { Machine } from "./result"

export function describeMachine(): Machine {
  return {
    cpu: os.cpus()[0]?.model ?? os.arch(),
    cores: os.availableParallelism(),
    memory: os.totalmem(),
    os: `${distribution() ?? os.type()}, ${os.type()} ${os.release()} ${os.arch()}`,
    node: process.version,
    load: os.loadavg()[0] ?? 0,
  }
}

/** Commit of the checkout, with "+" behind it if files were changed since. */
export function describeCommit(): string {
  try {
    return `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain") === "" ? "" : "+"}`
  } catch {
    return "unknown"
  }
}

function git(...parameters: string[]): string {
  return execFileSync("git", parameters, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim()
}

function distribution(): string | undefined {
  try {
    return /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1]
  } catch {
    return undefined
  }
}
