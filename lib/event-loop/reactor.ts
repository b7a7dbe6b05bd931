import { binding } from "../addon/binding.js"
import { invalidArgumentValue } from "../errors/errors.js"

/**
 * Bun and Deno export libuv's functions, but its poll aborts the process in Bun, and in Deno it misses events and crashes
 * when another thread wakes the loop.
 */
const libuvWorks = process.versions.bun === undefined && process.versions.deno === undefined

function reactorKind(): "uv" | "thread" {
  const forced = process.env.ZMQ_NAPI_REACTOR
  if (forced === undefined || forced === "") return libuvWorks ? "uv" : "thread"
  if (forced === "thread" || (forced === "uv" && libuvWorks)) return forced
  throw invalidArgumentValue("ZMQ_NAPI_REACTOR", libuvWorks ? '"uv" or "thread"' : '"thread" in Bun and Deno', forced)
}

let started = false

/** Starts the reactor of this thread. Timers and waiting operations need it. */
export function ensureReactor(): void {
  if (started) return
  const kind = reactorKind()
  try {
    binding.startReactor(kind)
  } catch (error) {
    // Without libuv, or without a descriptor left.
    if (kind === "thread" || process.env.ZMQ_NAPI_REACTOR) throw error
    binding.startReactor("thread")
  }
  started = true
}
