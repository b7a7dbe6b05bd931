// A worker thread that ends, or is ended, with a socket in some state.
import { parentPort, workerData } from "node:worker_threads"
import { context } from "#lib/index"
import { enter, type State, transportOf, unref } from "./states.js"

const { end, state, unusedEndpoint } = workerData as { end: string; state: State; unusedEndpoint: string }

// With nothing unsent no limit may be needed. A process that waits for ever is killed, and fails its test.
if (state !== "unsent" || transportOf(unusedEndpoint) === "inproc") context.exitLinger = -1

// To be terminated it must live, also with nothing waiting.
if (end === "terminate") parentPort!.ref()

void enter(state, unusedEndpoint).then((situation) => {
  parentPort!.postMessage(state)
  if (end === "natural") unref(situation)
  if (end === "exit") process.exit(7)
  if (end === "rejection") void Promise.reject(new Error("thrown on purpose"))
  if (end === "error") {
    setImmediate(() => {
      throw new Error("thrown on purpose")
    })
  }
})
