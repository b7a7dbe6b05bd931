import { describeCommit, describeMachine } from "./machine"
import { othersBetween, readCpuTimes } from "./others"
import type { Cell, Contender, DriverName, Report, Round } from "./result"
import { summarize } from "./statistics"

/** How long and with what to measure. */
export interface Settings {
  /** How long the measured part of a round lasts, roughly, in seconds. */
  duration: number
  /** The number of messages of a round, instead of a duration. */
  count?: number | undefined
  /** Whether to measure a scenario at its full length, such as memory with 10 million messages. */
  full: boolean
  /** The seconds within which a peer must answer a command that takes no time. */
  answerTimeout?: number | undefined
}

/** A round, and what ran in it. */
export interface Measured {
  round: Round
  versions: Partial<Record<DriverName, string>>
}

/** A cell of the grid before it is measured. */
export interface PlannedCell extends Omit<Cell, "contenders"> {
  /** Whether a run measures the cell without `--full` and without a choice of scenarios, transports or sizes. */
  quick: boolean
  /** At least so many rounds, for measurements that are short and vary much. */
  minimumRounds?: number
  contenders: PlannedContender[]
}

export interface PlannedContender extends Pick<Contender, "driver" | "style" | "transport" | "name"> {
  /** Measures one round, with peers of its own that are gone when it ends; rejects with why it could not. */
  measure(settings: Settings): Promise<Measured>
}

/** Is notified of the progress. */
export interface Display {
  /** `total` is how many rounds of contenders there are in all. */
  begin(total: number): void
  round(cell: PlannedCell, contender: PlannedContender, round: number, rounds: number): void
  cell(cell: Cell): void
  end(): void
}

export interface Run {
  cells: readonly PlannedCell[]
  rounds: number
  settings: Settings
  /** The command that repeats it. */
  command: string
  /** What others took of the machine's CPU time before the run, as a share. */
  othersBefore?: number | undefined
}

export async function runHarness(run: Run, display: Display): Promise<Report> {
  const { cells, rounds, command, othersBefore: before } = run
  const [date, commit, machine] = [new Date(), describeCommit(), describeMachine()]
  const versions: Report["versions"] = { node: process.version }
  const began = readCpuTimes()
  display.begin(cells.reduce((sum, cell) => sum + roundsOf(cell, run) * cell.contenders.length, 0))
  const measured: Cell[] = []
  try {
    for (const planned of cells) {
      const cell = await measureCell(planned, run, display, versions)
      measured.push(cell)
      display.cell(cell)
    }
  } finally {
    display.end()
  }
  const seconds = (Date.now() - date.getTime()) / 1000
  const during = othersBetween(began, readCpuTimes())
  machine.others = { ...(before !== undefined && { before }), ...(during !== undefined && { during }) }
  return { date: date.toISOString(), command, seconds, commit, machine, versions, rounds, cells: measured }
}

export function failed({ cells }: Report): boolean {
  return cells.some(({ contenders }) => contenders.some(({ failure }) => failure !== undefined))
}

function roundsOf({ minimumRounds = 1 }: PlannedCell, { rounds, settings }: Pick<Run, "rounds" | "settings">): number {
  return settings.count === undefined ? Math.max(rounds, minimumRounds) : rounds
}

/** Measures all contenders of a cell in interleaved rounds. One that fails is out of it; the others go on. */
export async function measureCell(
  planned: PlannedCell,
  run: Pick<Run, "rounds" | "settings">,
  display: Pick<Display, "round">,
  versions: object,
): Promise<Cell> {
  const { quick, minimumRounds, ...cell } = planned
  const contenders = planned.contenders.map(({ measure, ...named }): Contender => ({ ...named, rounds: [] }))
  const rounds = roundsOf(planned, run)
  for (let round = 0; round < rounds; round++) {
    for (const [at, plan] of turns([...planned.contenders.entries()], round)) {
      const contender = contenders[at]!
      if (contender.failure !== undefined) continue
      display.round(planned, plan, round, rounds)
      try {
        const measured = await plan.measure(run.settings)
        contender.rounds.push(measured.round)
        Object.assign(versions, measured.versions)
      } catch (error) {
        contender.failure = error instanceof Error ? error.message : String(error)
        contender.rounds = []
      }
    }
  }
  for (const contender of contenders) {
    if (contender.failure === undefined) contender.summary = summarize(contender, contenders)
  }
  return { ...cell, contenders }
}

/** The order within a round: each item is first in turn, and follows either neighbour equally often. */
export function turns<Item>(items: readonly Item[], round: number): Item[] {
  const first = round % items.length
  const rotated = [...items.slice(first), ...items.slice(0, first)]
  return round % 2 === 0 ? rotated : rotated.reverse()
}
