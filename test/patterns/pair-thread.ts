// The second or first of three threads that signal each other in turn; the worker of pair.test.ts.
import { Worker, workerData } from "node:worker_threads"
import { Pair } from "#lib/index"
import { timeLimit } from "../support/waiting"

/** `steps`: the endpoints of the threads that have to be ready, the last one's first. */
async function run([next, own]: [next: string, own?: string]): Promise<void> {
  if (own !== undefined) {
    using previous = new Pair()
    await previous.bind(own)
    new Worker(__filename, { workerData: [own] })
    await previous.receive(timeLimit)
  }
  using signal = new Pair()
  signal.connect(next)
  await signal.send("ready")
}

run(workerData)
