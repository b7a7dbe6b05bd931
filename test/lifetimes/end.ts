// A process that ends with a socket in some state: node end.js <natural|exit|error> <state> <absent endpoint>
import { writeSync } from "node:fs"
import { context } from "#lib/index"
import { enter, type Situation, type State, unref } from "./states.js"

const [, , end, state, absent] = process.argv as [string, string, string, State, string]

const ends: Record<string, (situation: Situation) => void> = {
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
}

// With nothing unsent no limit may be needed. A process that waits for ever is killed, and fails its test.
if (state !== "unsent") context.exitLinger = -1

void enter(state, absent).then((situation) => {
  writeSync(1, `${state}\n`)
  ends[end]!(situation)
})
