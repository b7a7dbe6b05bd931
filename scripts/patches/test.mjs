import { spawnSync } from "node:child_process"
import path from "node:path"
import { UserError } from "../user-error.mjs"

/** @import { Counts } from "./verdict.mjs" */

/**
 * Tests of a file in test/.
 * @typedef {{ line: string, file: string, pattern: string, sanitized: boolean }} ProjectTest
 */
/** @typedef {{ line: string, own: string }} LibzmqTest one of libzmq's own tests */
/** @typedef {{ line: string, reason: string }} NoTest why no test can show the fault */
/** @typedef {ProjectTest | LibzmqTest} RunnableTest */

/**
 * Reads a line "Test: ..." of a patch's message. It names tests by title or by pattern.
 * @param {string} line
 * @returns {RunnableTest | NoTest}
 */
export function parseTest(line) {
  const [, sanitized, file, title, pattern] =
    /^(by (?:Address|UndefinedBehavior)Sanitizer, )?(test\/\S+\.test\.ts)(?: "(.*)"| \/(.*)\/)?$/.exec(line) ?? []
  if (file !== undefined) {
    return { file, pattern: pattern ?? (title ? escape(title) : "."), sanitized: sanitized !== undefined, line }
  }
  const [, own] = /^(?:unit)?tests\/(\w+)\.cpp(?: \w+)?$/.exec(line) ?? []
  if (own !== undefined) return { own, line }
  const [, reason] = /^by (?:reading|hand|building|running)[:;,]? (.*)$/s.exec(line) ?? []
  if (reason !== undefined) return { reason, line }
  throw new UserError(`No test can be read in "Test: ${line}"`)
}

/** @param {string} title */
function escape(title) {
  return title.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")
}

/**
 * Runs one of libzmq's own tests, which is a program.
 * @param {string} program
 * @returns {Counts}
 */
export function runOwnTest(program) {
  const { status } = spawnSync(program, { cwd: path.dirname(program), timeout: 120_000, killSignal: "SIGKILL" })
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/**
 * Runs the test over the addon in `place`.
 * @param {string} root
 * @param {{ file: string, pattern: string }} test
 * @param {string} place
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Counts & { output: string }}
 */
export function runTest(root, { file, pattern }, place, environment = {}) {
  const compiled = path.join("build-test", file.replace(/\.ts$/, ".js"))
  const parameters = [
    "--expose-gc",
    "--enable-source-maps",
    "--test",
    "--test-reporter=tap",
    "--test-timeout=30000",
    `--test-name-pattern=${pattern}`,
    compiled,
  ]
  const { stdout, status } = spawnSync(process.execPath, parameters, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    // A process that hangs may hang without end: its event loop has stopped.
    timeout: 120_000,
    killSignal: "SIGKILL",
    env: {
      ...process.env,
      ...environment,
      ZMQ_NAPI_PREBUILD: place,
      NODE_V8_COVERAGE: "",
      CI: "",
      ZMQ_NAPI_TESTS: "all",
    },
  })
  /** @param {string} name */
  const count = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, "m").exec(stdout)?.[1] ?? 0)
  // A file that ended before its tests did counts as a test that failed.
  const failed = count("fail") + count("cancelled")
  return { passed: count("pass"), failed: failed === 0 && status !== 0 ? 1 : failed, output: stdout }
}
