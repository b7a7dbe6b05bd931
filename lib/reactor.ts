import { binding, type SocketId } from "./binding.js"
import { invalidArgumentValue } from "./errors.js"
import { beginTurn } from "./turn.js"

/** What the reactor wakes. */
interface Sleeper {
  wake(): void
}

/** Those that wait: what keeps a socket with a waiting operation from being collected. */
const sleepers = new Map<SocketId, Sleeper>()

function wake(id: SocketId): void {
  beginTurn()
  sleepers.get(id)?.wake()
}

/** libuv's poll aborts the process in Bun. Where there is no libuv, "uv" fails. */
function reactorKind(): "uv" | "thread" {
  const forced = process.env.ZMQ_NAPI_REACTOR
  if (forced === undefined || forced === "") return process.versions.bun === undefined ? "uv" : "thread"
  if (forced === "uv" || forced === "thread") return forced
  throw invalidArgumentValue("ZMQ_NAPI_REACTOR", '"uv" or "thread"', forced)
}

let started = false

export function startWaiting(id: SocketId, sleeper: Sleeper): void {
  sleepers.set(id, sleeper)
}

export function stopWaiting(id: SocketId): void {
  sleepers.delete(id)
}

/** Starts the reactor of this thread, at its first socket. */
export function ensureReactor(): void {
  if (started) return
  const kind = reactorKind()
  try {
    binding.startReactor(kind, wake)
  } catch (error) {
    if (kind === "thread" || process.env.ZMQ_NAPI_REACTOR) throw error
    binding.startReactor("thread", wake)
  }
  started = true
}
