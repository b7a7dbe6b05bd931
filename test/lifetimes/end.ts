// A process that ends with a socket in some state: node end.js <natural|exit|error|rejection|signal> <state> <unused endpoint>
import { writeSync } from "node:fs"
import { context } from "#lib/index"
import { enter, type SocketInState, type State, transportOf, unref } from "./states.js"

const [, , end, state, unusedEndpoint] = process.argv as [string, string, string, State, string]

const ends: Record<string, (situation: SocketInState) => void> = {
  natural: unref,
  exit() {
    process.exit(7)
  },
  error() {
    // Not a rejection: it shall be uncaught by whatever calls back here.
    setImmediate(() => {
      throw new Error("thrown on purpose")
    })
  },
  rejection() {
    void Promise.reject(new Error("thrown on purpose"))
  },
  // Without a handler, so that it ends the process at once.
  signal() {
    process.kill(process.pid, "SIGTERM")
  },
}

// If everything was sent, or nobody is left who could receive, the exit must not wait at all, so no limit is set. A
// process that waits for ever is killed, and fails its test.
if (state !== "unsent" || transportOf(unusedEndpoint) === "inproc") context.exitLinger = -1

void enter(state, unusedEndpoint).then((situation) => {
  writeSync(1, `${state}\n`)
  ends[end]!(situation)
})
