import { binding } from "../addon/binding.js"
import { invalidArgumentValue } from "../errors/errors.js"

/** libuv's poll aborts the process in Bun. Without libuv, starting the "uv" reactor fails. */
function reactorKind(): "uv" | "thread" {
  const forced = process.env.ZMQ_NAPI_REACTOR
  if (forced === undefined || forced === "") return process.versions.bun === undefined ? "uv" : "thread"
  if (forced === "uv" || forced === "thread") return forced
  throw invalidArgumentValue("ZMQ_NAPI_REACTOR", '"uv" or "thread"', forced)
}

let started = false

/** Starts the reactor of this thread. Timers and waiting operations need it. */
export function ensureReactor(): void {
  if (started) return
  const kind = reactorKind()
  try {
    binding.startReactor(kind)
  } catch (error) {
    if (kind === "thread" || process.env.ZMQ_NAPI_REACTOR) throw error
    binding.startReactor("thread")
  }
  started = true
}
