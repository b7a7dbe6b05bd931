// Workers that end, one after the other: node workers.js <natural|exit|error|terminate> <state> <unused endpoint> <rounds>
// This thread does not load the addon: it must hold without the main thread's help.
import assert from "node:assert/strict"
import { join } from "node:path"
import { Worker } from "node:worker_threads"

const [, , end, state, unusedEndpoint, rounds] = process.argv as [string, string, string, string, string, string]

const codes: Record<string, number> = { natural: 0, exit: 7, error: 1, terminate: 1 }

async function round(): Promise<void> {
  const worker = new Worker(join(__dirname, "worker.js"), { workerData: { end, state, unusedEndpoint } })
  const errors: Error[] = []
  worker.on("error", (error) => errors.push(error))
  // Not events.once(), which rejects at an error.
  const entered = new Promise((resolve) => worker.once("message", resolve))
  const exit = new Promise((resolve) => worker.once("exit", resolve))
  assert.equal(await entered, state)
  if (end === "terminate") await worker.terminate()
  assert.equal(await exit, codes[end])
  assert.deepEqual(
    errors.map((error) => error.message),
    end === "error" ? ["thrown on purpose"] : [],
  )
}

async function main(): Promise<void> {
  for (let left = Number(rounds); left > 0; left--) await round()
  console.log(`${rounds} rounds`)
}

main()
