import { debuglog, inspect } from "node:util"

const log = debuglog("zmq-napi")

/**
 * Whether `NODE_DEBUG` names `zmq-napi`, so that {@link trace} writes to the standard error output. It does not change
 * while the process runs. Call sites check it first, so that a trace that is off costs nothing.
 */
export const tracing: boolean = log.enabled === true

/** What is traced of contexts, sockets and proxies. */
export type TraceEvent =
  | "created"
  | "attached"
  | "shut down"
  | "terminated"
  | "opened"
  | "set"
  | "bind"
  | "unbind"
  | "connect"
  | "disconnect"
  | "connectPeer"
  | "begins to wait"
  | "stops waiting"
  | "rejected"
  | "sent"
  | "received"
  | "event"
  | "handed over"
  | "closed"
  | "collected"
  | "claim released"
  | "open at exit"
  | "running"
  | "ended"

/**
 * Reports an event of the object that `type`, the name of its class, and `id`, its number in the addon, identify. All
 * events of the package pass through this function. `details` must contain neither messages nor secrets.
 */
export function trace(
  type: string,
  id: number | undefined,
  event: TraceEvent,
  details: Readonly<Record<string, unknown>> = {},
): void {
  const given = Object.entries(details).filter(([, value]) => value !== undefined)
  const shown = given.map(([name, value]) => ` ${name}=${value instanceof Error ? showError(value) : show(value)}`)
  const subject = id === undefined ? type : `${type} ${id}`
  log("%s", `${process.uptime().toFixed(3)} ${threadName()}${subject} ${event}${shown.join("")}`)
}

function show(value: unknown): string {
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY, maxStringLength: 100 })
}

/** The messages of errors of other kinds than libzmq's may quote what the program gave. */
function showError({ name, message, code }: Error & { code?: unknown }): string {
  if (typeof code !== "string") return name
  return /^E(?!RR_)/.test(code) ? `${code} (${message})` : `${name} ${code}`
}

let thread: string | undefined

/** Loads the module when it is needed: most processes trace nothing. */
function threadName(): string {
  if (thread === undefined) {
    const { isMainThread, threadId } = require("node:worker_threads") as typeof import("node:worker_threads")
    thread = isMainThread ? "" : `thread ${threadId} `
  }
  return thread
}
