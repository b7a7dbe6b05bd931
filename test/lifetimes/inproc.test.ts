// Every way in which a process and a worker thread can end, with a socket in every state that there is over inproc.
import { describe, test } from "node:test"
import { folderForTests } from "../support/folder-for-tests.js"
import { onReactor, reactors } from "./child.js"
import { type ProcessEnd, processEnds, type WorkerEnd, workerEnds } from "./expected.js"
import { endProcesses, endWorkers } from "./matrix.js"
import { allStates, statesOver } from "./states.js"

const folder = folderForTests()

describe("Over inproc end", { concurrency: reactors.length }, () => {
  for (const reactor of reactors) {
    const setting = { reactor, folder, transport: "inproc" } as const
    describe(`with the ${reactor} reactor`, onReactor(reactor, 1), () => {
      for (const end of Object.keys(processEnds) as ProcessEnd[]) {
        for (const state of statesWithThatEnd(end)) {
          test(`processes, ${state}: ${end}`, () => endProcesses({ ...setting, rounds: 1 }, state, end))
        }
      }
      for (const end of Object.keys(workerEnds) as WorkerEnd[]) {
        test(`workers: ${end}`, () => endWorkers({ ...setting, rounds: 2 }, statesWithThatEnd(end), end))
      }
    })
  }
})

/** A flood never waits, so it has no natural end. */
function statesWithThatEnd(end: ProcessEnd | WorkerEnd) {
  return statesOver("inproc", allStates).filter((state) => state !== "busy" || end !== "natural")
}
