import { spawn } from "node:child_process"

// Far longer than any takes: a runner that is still there then does not end by itself.
const defaultLimit = 60_000

const onWindows = process.platform === "win32"

// Runs a configuration in the folder: what is wrong with it, its output, and how long it took.
export async function run({ parameters, environment, unwanted = [], stays, limit = defaultLimit }, folder) {
  const start = performance.now()
  const { output, stayed, late, code, signal } = await runProcess(parameters, environment, stays, limit, folder)
  const faults = []
  if (late) faults.push(`did not end within ${limit / 1000} s`)
  else if (stays !== undefined && !stayed) faults.push(`did not stay, with ${stays} in its output`)
  else if (!stayed && code !== 0) faults.push(`ended with ${signal ?? `exit code ${code}`}`)
  for (const pattern of stayed ? [] : unwanted) if (pattern.test(output)) faults.push(`printed ${pattern}`)
  return { faults, output, seconds: (performance.now() - start) / 1000 }
}

// Stops it when its output has what `stays` says, and when its time is over.
async function runProcess(parameters, environment, stays, limit, folder) {
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

  const result = { output: "", stayed: false, late: false }
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      result.output += text
      if (!stays?.test(result.output)) return
      result.stayed = true
      end(child)
    })
  }
  const timer = setTimeout(() => {
    result.late = true
    end(child)
  }, limit)
  try {
    const outcome = await new Promise((resolve, reject) => {
      let ended
      child.on("error", reject)
      // What it leaves would keep the pipes open.
      child.on("exit", (code, signal) => {
        ended = { code, signal }
        end(child)
      })
      child.on("close", () => resolve(ended))
    })
    return { ...result, ...outcome }
  } finally {
    clearTimeout(timer)
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt)
  }
}

function end(child) {
  try {
    process.kill(onWindows ? child.pid : -child.pid, "SIGKILL")
  } catch (error) {
    if (error.code !== "ESRCH") throw error
  }
}

// Without what npm and a runner that we may have been started by tell their children, and what chooses an addon.
function clean(environment) {
  const told = /^(npm_|NODE_|JEST_|VITEST|ZMQ_NAPI_|FORCE_COLOR)/i
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !told.test(name)))
}
