// A process whose messages have not left when its JavaScript ends:
// node sender.js <natural|exit|error|worker|terminate> <endpoint> <what to set, as JSON>
import { writeSync } from "node:fs"
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads"
import { Context, context, Proxy, Pull, Push } from "#lib/index"

/** What a test sets, and how the process ends. */
export interface Sending {
  /** Of the context. */
  exitLinger?: number
  /** An option of a new context; without it the default context is used. */
  blocky?: boolean
  /** Of the socket. */
  linger?: number
  /** Whether the socket is closed before the end. */
  closed?: boolean
  /** Whether a proxy has the socket. */
  proxied?: boolean
  /** Whether a termination of the context is under way. */
  terminating?: boolean
}

export const count = 100

async function send(endpoint: string, sending: Sending): Promise<void> {
  const { exitLinger, blocky, linger, closed, proxied, terminating } = sending
  const used = blocky === undefined && !terminating ? context : new Context(blocky === undefined ? {} : { blocky })
  if (exitLinger !== undefined) used.exitLinger = exitLinger
  const push = new Push({ context: used, reconnectInterval: 5, ...(linger === undefined ? {} : { linger }) })
  push.connect(endpoint)
  for (let number = 0; number < count; number++) await push.send(`${number}`)
  if (closed || terminating) push.close()
  if (proxied) {
    const pull = new Pull()
    await pull.bind("tcp://127.0.0.1:*")
    void new Proxy(pull, push).unref().run()
  }
  if (terminating) void used.term()
}

function leave(end: string): void {
  if (end === "exit") process.exit(7)
  if (end === "error") {
    setImmediate(() => {
      throw new Error("thrown on purpose")
    })
  }
}

async function main(end: string, endpoint: string, sending: Sending): Promise<void> {
  process.on("exit", () => writeSync(1, `exit at ${Date.now()}\n`))
  if (end !== "worker" && end !== "terminate") {
    await send(endpoint, sending)
    return leave(end)
  }
  const worker = new Worker(__filename, { workerData: { end, endpoint, sending } })
  worker.once("message", () => {
    if (end === "terminate") void worker.terminate()
  })
}

async function work({ end, endpoint, sending }: { end: string; endpoint: string; sending: Sending }): Promise<void> {
  await send(endpoint, sending)
  if (end === "terminate") parentPort!.ref()
  parentPort!.postMessage("sent")
}

if (!isMainThread) {
  void work(workerData)
} else if (require.main === module) {
  const [, , end, endpoint, sending] = process.argv as [string, string, string, string, string]
  main(end, endpoint, JSON.parse(sending))
}
