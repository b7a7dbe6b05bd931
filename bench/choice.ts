import type { PlannedCell } from "./plan"
import type { Cell, DriverName, ScenarioName } from "./result"
import { scenarioNames, scenarios } from "./scenarios"

/** What to run; what is absent is not restricted. */
export interface Choice {
  /** The whole grid, else the part of it that is quick. */
  full: boolean
  scenarios?: readonly ScenarioName[]
  drivers?: readonly DriverName[]
  transports?: readonly Cell["transport"][]
  sizes?: readonly number[]
}

/** The cells that fit. Who names scenarios, transports or sizes gets all that fit, not only what is quick. */
export function choose(choice: Choice): PlannedCell[] {
  const named = choice.scenarios ?? choice.transports ?? choice.sizes
  return (choice.scenarios ?? scenarioNames)
    .flatMap((name) => scenarios[name](choice.sizes))
    .filter((cell) => choice.full || named !== undefined || cell.quick)
    .filter(({ size }) => choice.sizes?.includes(size) ?? true)
    .flatMap((cell) => restricted(cell, choice))
}

// A baseline alone compares nothing, and a cell is of a transport when one of its contenders is.
function restricted(cell: PlannedCell, { drivers, transports }: Choice): PlannedCell[] {
  const contenders = cell.contenders
    .filter(({ driver }) => driver === "node" || (drivers?.includes(driver) ?? true))
    .filter(({ transport }) => transports?.includes((transport ?? cell.transport) as Cell["transport"]) ?? true)
  return contenders.some(({ driver }) => driver !== "node") ? [{ ...cell, contenders }] : []
}
