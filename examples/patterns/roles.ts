import { parseArgs } from "node:util"

/** What a role gets beside its arguments. */
export interface Terms {
  /** Aborts at SIGINT or SIGTERM. */
  signal: AbortSignal
  /** How often peers show each other that they live, in milliseconds: `--heartbeat`, by default 1000. */
  heartbeat: number
}

/**
 * Runs the role that the command line names. At SIGINT or SIGTERM its signal aborts, so that it ends in order; a second
 * one ends the process at once.
 */
export async function runRole(usage: string, roles: Record<string, (args: string[], terms: Terms) => Promise<void>>) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { heartbeat: { type: "string", default: "1000" } },
  })
  const [name = "", ...args] = positionals
  const role = Object.hasOwn(roles, name) ? roles[name] : undefined
  if (role === undefined) {
    console.error(`Usage: example ${usage}; --help explains them`)
    process.exitCode = 2
    return
  }

  const controller = new AbortController()
  const stop = () => {
    process.off("SIGINT", stop).off("SIGTERM", stop)
    controller.abort()
  }
  process.on("SIGINT", stop).on("SIGTERM", stop)
  try {
    await role(args, { signal: controller.signal, heartbeat: Number(values.heartbeat) })
  } catch (error) {
    // What waited when the signal came.
    if (!controller.signal.aborted || (error as Error).name !== "AbortError") throw error
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop)
  }
}
