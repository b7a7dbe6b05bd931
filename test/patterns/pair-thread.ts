// The second or first of three threads that signal each other in turn; the worker of pair.test.ts.
import { Worker, workerData } from "node:worker_threads"
import { Pair } from "#lib/index"
import { timeLimit } from "../support/waiting"

/** `steps`: the endpoints of the threads that have to be ready, the last one's first. */
async function run([next, endpoint]: [next: string, endpoint?: string]): Promise<void> {
  if (endpoint !== undefined) {
    using previous = new Pair()
    await previous.bind(endpoint)
    new Worker(__filename, { workerData: [endpoint] })
    await previous.receive(timeLimit)
  }
  using signal = new Pair()
  signal.connect(next)
  await signal.send("ready")
}

void run(workerData)
