import type { PlannedCell } from "../plan"
import type { ScenarioName } from "../result"
import { curve } from "./curve"
import { fanout } from "./fanout"
import { idle } from "./idle"
import { latency } from "./latency"
import { memory } from "./memory"
import { multipart } from "./multipart"
import { router } from "./router"
import { startup } from "./startup"
import { styles } from "./styles"
import { throughput } from "./throughput"
import { websocket } from "./websocket"

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
