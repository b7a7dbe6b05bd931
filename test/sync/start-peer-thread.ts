import { once } from "node:events"
import { join } from "node:path"
import { Worker } from "node:worker_threads"
import type { Task } from "./peer-thread"

/** Starts a thread that does its part once the first number of `start` says so, and waits until it is ready. */
export async function startPeerThread(role: Task["role"], address: string, count: number) {
  const start = new Int32Array(new SharedArrayBuffer(4))
  const workerData: Task = { role, address, count, start }
  const thread = new Worker(join(__dirname, "peer-thread.js"), { workerData })
  await once(thread, "message")
  return { thread, start }
}
