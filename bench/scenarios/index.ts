import type { PlannedCell } from "../harness"
import type { ScenarioName } from "../result"
import { connections } from "./connections"
import { curve, fanout, latency, mixed, multipart, router, styles, throughput, websocket } from "./messages"
import { idle, memory, startup } from "./processes"

/** The cells of each scenario, in the order in which they run; of the given sizes, where a scenario has many sizes. */
export const scenarios: Record<ScenarioName, (sizes?: readonly number[]) => PlannedCell[]> = {
  throughput,
  styles,
  latency,
  mixed,
  fanout,
  router,
  multipart,
  curve,
  websocket,
  startup,
  memory,
  idle,
  connections,
}

export const scenarioNames = Object.keys(scenarios) as ScenarioName[]
