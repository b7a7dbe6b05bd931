import { spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"

/**
 * A way to start the smoke test.
 * @typedef {object} Run
 * @property {string} where
 * @property {string | undefined} [missing] why it cannot be started here
 * @property {() => { command: string[], cwd: string, environment?: NodeJS.ProcessEnv }} [start]
 */

/**
 * @typedef {object} Result
 * @property {string} target
 * @property {number} bytes the binary's size
 * @property {string} glibc the version that the binary's symbols need
 * @property {string} where
 * @property {"passed" | "failed" | "not run"} result
 * @property {string} note
 * @property {string} output
 */

// An emulated processor takes some seconds for what takes 0.3 s otherwise.
const limit = 180_000

/**
 * @param {Run} run
 * @param {string} addon the file's name
 */
export function runOne({ where, missing, start }, addon) {
  if (missing !== undefined || start === undefined) {
    return { where, result: /** @type {const} */ ("not run"), note: missing ?? "", output: "" }
  }
  const { command, cwd, environment } = start()
  const [program = "", ...parameters] = command
  // Not by a pipe: wine has none that is like Node's.
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "zmq-napi-")), "output")
  const descriptor = fs.openSync(file, "w")
  const { error, status, signal } = spawnSync(program, parameters, {
    cwd,
    env: { ...withoutOurs(process.env), ...environment },
    stdio: ["ignore", descriptor, descriptor],
    timeout: limit,
  })
  fs.closeSync(descriptor)
  const output = fs.readFileSync(file, "utf8")
  fs.rmSync(path.dirname(file), { recursive: true })
  if (error || status !== 0) {
    const note = error?.message ?? `ended with ${signal ?? `exit code ${status}`}`
    return { where, result: /** @type {const} */ ("failed"), note, output }
  }
  return { ...judge(output, addon), where, output }
}

/**
 * An exit code of 0 is not enough: it has to be the target's own addon, and the last step has to be reached.
 * @param {string} output
 * @param {string} addon
 * @returns {Pick<Result, "result" | "note">}
 */
export function judge(output, addon) {
  const lines = output.split(/\r?\n/).map((line) => line.trimEnd())
  const loaded = lines.filter((line) => line.startsWith("addon: "))
  const isOwn = loaded.length === 1 && loaded[0]?.split(/[\\/]/).at(-1) === addon && /prebuilds/.test(loaded[0])
  if (!isOwn) return { result: "failed", note: `another addon was loaded: ${loaded.join(", ")}` }
  if (!lines.includes("clean exit: ok")) return { result: "failed", note: "ended before the last step" }
  const refused = [...output.matchAll(/^([\w ]+): refused, (\w+)/gm)]
  return { result: "passed", note: refused.map(([, step, code]) => `${step} refused: ${code}`).join("; ") }
}

/** Without what npm sets for its children, and what chooses an addon. @param {NodeJS.ProcessEnv} environment */
function withoutOurs(environment) {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(npm_|NODE_|ZMQ_NAPI_|LIBC$)/i.test(name)),
  )
}
