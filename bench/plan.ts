import type { Program } from "./children"
import type { DriverName, Cell as MeasuredCell, Contender as MeasuredContender, Round } from "./result"

/** How long and with what to measure. */
export interface Settings {
  /** How long the measured part of a round lasts, roughly, in seconds. */
  duration: number
  /** The number of messages of a round, instead of a duration. */
  count?: number | undefined
  /** Whether to measure a scenario at its full length, such as memory with 10 million messages. */
  full: boolean
  programs: Programs
  /** The seconds within which a peer must answer a command that takes no time. */
  answerTimeout?: number | undefined
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
  /** Whether a run measures the cell without `--full` and without a choice of scenarios, transports or sizes. */
  quick: boolean
  /** At least so many rounds, for measurements that are short and vary much. */
  minimumRounds?: number
  contenders: PlannedContender[]
}

export interface PlannedContender extends Pick<MeasuredContender, "driver" | "style" | "transport" | "name"> {
  /** Measures one round, with peers of its own that are gone when it ends; rejects with why it could not. */
  measure(settings: Settings): Promise<Measured>
}
