// A job queue: an HTTP front, a queue, and workers in processes of their own.
//
//   npm run service -- job-queue front [http port [workers' endpoint]]                 3000 tcp://127.0.0.1:5640
//   npm run service -- job-queue worker [endpoint [jobs at a time]]
//
//   curl -X POST localhost:3000/jobs -H 'content-type: application/json' -d '{"kind":"sleep","payload":{"ms":500}}'
//   curl 'localhost:3000/jobs/<id>?wait=1000'
//
// JOB_QUEUE_HEARTBEAT and JOB_QUEUE_LIMIT in the environment: milliseconds, and how many jobs may wait.
import { createHash } from "node:crypto"
import type { AddressInfo } from "node:net"
import { setTimeout } from "node:timers/promises"
import { httpFront } from "./http"
import { JobQueue } from "./queue"
import { type Handler, JobWorker } from "./worker"

const heartbeat = Number(process.env.JOB_QUEUE_HEARTBEAT ?? 1000)
const limit = Number(process.env.JOB_QUEUE_LIMIT ?? 10_000)

async function front([port = "3000", endpoint = "tcp://127.0.0.1:5640"]: string[], signal: AbortSignal): Promise<void> {
  using queue = new JobQueue({ heartbeat, limit })
  const workers = await queue.bind(endpoint)
  const server = httpFront(queue)
  await server.listen({ port: Number(port), host: "127.0.0.1" })
  console.log(`Workers at ${workers}`)
  console.log(`Listening at http://127.0.0.1:${(server.server.address() as AddressInfo).port}`)
  const serving = queue.run(signal)
  signal.addEventListener("abort", () => void server.close())
  await serving
  console.log(`${queue.counts.unfinished} jobs were not finished`)
}

const handlers: Record<string, Handler> = {
  async sleep(payload) {
    const { ms } = payload as { ms: number }
    await setTimeout(ms)
    return { slept: ms, by: process.pid }
  },
  async hash(payload) {
    return createHash("sha256").update(String(payload)).digest("hex")
  },
  async fail() {
    throw new Error("This kind of job always fails")
  },
}

async function worker(
  [endpoint = "tcp://127.0.0.1:5640", capacity = "4"]: string[],
  signal: AbortSignal,
): Promise<void> {
  console.log(`Works for ${endpoint}`)
  await new JobWorker(endpoint, handlers, { capacity: Number(capacity), heartbeat }).run(signal)
  console.log("Finished its jobs")
}

const roles: Record<string, (args: string[], signal: AbortSignal) => Promise<void>> = { front, worker }
const [role = "", ...args] = process.argv.slice(2)
const controller = new AbortController()
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort())
if (roles[role] === undefined) {
  console.error("Usage: job-queue front|worker [...]")
  process.exitCode = 2
} else void roles[role](args, controller.signal)
