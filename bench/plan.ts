import type { Program } from "./children"
import type { DriverName, Cell as MeasuredCell, Contender as MeasuredContender, Round } from "./result"

/** How long and with what to measure. */
export interface Settings {
  /** How long the measured part of a round lasts, roughly, in seconds. */
  duration: number
  /** Messages of a round instead, whatever time they take. */
  count?: number | undefined
  /** All that a scenario is meant for, where a quick run does with less. */
  full: boolean
  programs: Programs
  /** Seconds within which a peer answers what takes no time. */
  patience?: number | undefined
}

/** The command that starts a peer of the driver, with its first arguments. */
export type Programs = (driver: DriverName) => Program

/** A round, and what ran in it. */
export interface Measured {
  round: Round
  versions: Partial<Record<DriverName, string>>
}

/** A cell of the grid before it is measured. */
export interface PlannedCell extends Omit<MeasuredCell, "contenders"> {
  /** It is part of a run that leaves the choice to the harness. */
  quick: boolean
  /** At least so many rounds, for measurements that are short and vary much. */
  minimumRounds?: number
  contenders: PlannedContender[]
}

export interface PlannedContender extends Pick<MeasuredContender, "driver" | "style" | "transport" | "name"> {
  /** Measures one round, with peers of its own that are gone when it ends; rejects with why it could not. */
  measure(settings: Settings): Promise<Measured>
}
