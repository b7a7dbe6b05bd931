import { isMainThread } from "node:worker_threads"

/** All that vitest can fake: nextTick only in threads, since it talks to its child processes by that. */
export const everyTimer = [
  "setTimeout",
  "clearTimeout",
  "setInterval",
  "clearInterval",
  "setImmediate",
  "clearImmediate",
  "queueMicrotask",
  "hrtime",
  "performance",
  "Date",
  ...(isMainThread ? [] : ["nextTick"]),
]
