import { spawn } from "node:child_process"

/** @import { Configuration } from "./configurations.mjs" */

/** @typedef {Omit<Configuration, "name">} Run */

// Far longer than any run takes: a runner that is still there then does not end by itself.
const defaultLimit = 60_000

const onWindows = process.platform === "win32"

/**
 * Runs a configuration in the folder, and returns its faults, its output, and how long it took.
 * @param {Run} configuration
 * @param {string} folder
 */
export async function run(configuration, folder) {
  const { unwantedOutput = [], hangPattern, limit = defaultLimit } = configuration
  const start = performance.now()
  const { output, hung, timedOut, code, signal } = await runProcess(configuration, folder)
  /** @type {string[]} */
  const faults = []
  if (timedOut) faults.push(`did not end within ${limit / 1000} s`)
  else if (hangPattern !== undefined && !hung) faults.push(`did not stay, with ${hangPattern} in its output`)
  else if (!hung && code !== 0) faults.push(`ended with ${signal ?? `exit code ${code}`}`)
  for (const pattern of hung ? [] : unwantedOutput) if (pattern.test(output)) faults.push(`printed ${pattern}`)
  return { faults, output, seconds: (performance.now() - start) / 1000 }
}

/**
 * Stops the process when its output contains what `hangPattern` says, and when its time is over.
 * @param {Run} configuration
 * @param {string} folder
 */
async function runProcess({ parameters, environment, hangPattern, limit = defaultLimit }, folder) {
  const child = spawn(process.execPath, parameters, {
    cwd: folder,
    env: { ...clean(process.env), RUNNERS_MAIN_PID: String(process.pid), NO_COLOR: "1", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    // A process group of its own, so that its workers can be ended with it.
    detached: !onWindows,
  })
  const interrupt = () => {
    end(child)
    process.exit(130)
  }
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt)

  const result = { output: "", hung: false, timedOut: false }
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      result.output += text
      if (!hangPattern?.test(result.output)) return
      result.hung = true
      end(child)
    })
  }
  const timer = setTimeout(() => {
    result.timedOut = true
    end(child)
  }, limit)
  try {
    await new Promise((resolve, reject) => {
      child.on("error", reject)
      // Processes that it left behind would keep the pipes open.
      child.on("exit", () => end(child))
      child.on("close", resolve)
    })
    return { ...result, code: child.exitCode, signal: child.signalCode }
  } finally {
    clearTimeout(timer)
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt)
  }
}

/** @param {import("node:child_process").ChildProcess} child */
function end({ pid }) {
  if (pid === undefined) return
  try {
    process.kill(onWindows ? pid : -pid, "SIGKILL")
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error
  }
}

/**
 * Without the variables that npm and test runners set for their children, and those that choose an addon.
 * @param {NodeJS.ProcessEnv} environment
 */
function clean(environment) {
  const inherited = /^(npm_|NODE_|JEST_|VITEST|ZMQ_NAPI_|FORCE_COLOR)/i
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !inherited.test(name)))
}
