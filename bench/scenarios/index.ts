import type { PlannedCell } from "../harness"
import type { ScenarioName } from "../result"
import { curve, fanout, latency, multipart, router, styles, throughput, websocket } from "./messages"
import { idle, memory, startup } from "./processes"

/** The cells of each scenario, in the order in which they run; of the given sizes, where a scenario has many sizes. */
export const scenarios: Record<ScenarioName, (sizes?: readonly number[]) => PlannedCell[]> = {
  throughput,
  styles,
  latency,
  fanout,
  router,
  multipart,
  curve,
  websocket,
  startup,
  memory,
  idle,
}

export const scenarioNames = Object.keys(scenarios) as ScenarioName[]
