// Workers that end in some states, one after the other:
// node workers.js <natural|exit|error|rejection|terminate> <states, with commas> <unused endpoint> <rounds>
// This thread does not load the addon: it must hold without the main thread's help.
import assert from "node:assert/strict"
import { join } from "node:path"
import { Worker } from "node:worker_threads"
import { type WorkerEnd, workerEnds } from "./expected"

const [, , end, states, endpoint, rounds] = process.argv as [string, string, WorkerEnd, string, string, string]

const inproc = endpoint.startsWith("inproc:")

async function endOne(state: string, unusedEndpoint: string): Promise<void> {
  const worker = new Worker(join(__dirname, "worker.js"), { workerData: { end, state, unusedEndpoint } })
  const errors: Error[] = []
  worker.on("error", (error) => errors.push(error))
  // Not events.once(), which rejects at an error.
  const entered = new Promise((resolve) => worker.once("message", resolve))
  const exit = new Promise((resolve) => worker.once("exit", resolve))
  assert.equal(await Promise.race([entered, exit]), state, errors[0])
  if (end === "terminate") await worker.terminate()
  assert.equal(await exit, workerEnds[end])
  const thrown = end === "error" || end === "rejection"
  assert.deepEqual(
    errors.map((error) => error.message),
    thrown ? ["thrown on purpose"] : [],
  )
}

/** Another thread gets what a worker had sent before it ended. */
async function receiveLate(unusedEndpoint: string): Promise<void> {
  const receiver = new Worker(join(__dirname, "late-receiver.js"), { workerData: unusedEndpoint })
  assert.equal(await new Promise((resolve) => receiver.once("message", resolve)), "taken")
}

async function main(): Promise<void> {
  for (const state of states.split(",")) {
    console.log(state)
    for (let left = Number(rounds); left > 0; left--) {
      // A name of inproc is free only some time after its socket was closed.
      const unusedEndpoint = inproc ? `${endpoint}-${state}-${left}` : endpoint
      await endOne(state, unusedEndpoint)
      if (inproc && state === "unsent") await receiveLate(unusedEndpoint)
    }
  }
  console.log(`${rounds} rounds`)
}

main()
