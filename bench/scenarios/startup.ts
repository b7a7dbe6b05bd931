import type { PlannedCell, PlannedContender } from "../plan"
import { processTime } from "../process-time"
import type { DriverName } from "../result"
import { emptyProgram, type Startup, startupProgram } from "../startup/programs"

const packages = ["zmq-napi", "zeromq", "jszmq"] as const

const notes: Record<Startup, string> = {
  require: "import by require",
  import: "import as ES module",
  message: "first message",
}

export function startup(): PlannedCell[] {
  return (Object.keys(notes) as Startup[]).map((what) => ({
    id: `startup ${what}`,
    scenario: "startup",
    transport: "none",
    size: 0,
    parts: 1,
    peers: 1,
    note: notes[what],
    quick: true,
    minimumRounds: 20,
    contenders: [
      contender("node", "empty script", emptyProgram(what)),
      ...packages.map((name) => contender(name, name, startupProgram(what, name))),
    ],
  }))
}

function contender(driver: DriverName, name: string, program: string): PlannedContender {
  return {
    driver,
    style: "each",
    name,
    measure: async () => ({ round: { time: await processTime([process.execPath, program]) }, versions: {} }),
  }
}
