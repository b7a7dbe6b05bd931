import { describeCommit, describeMachine } from "./machine"
import type { PlannedCell, PlannedContender, Settings } from "./plan"
import type { Cell, Contender, Report } from "./result"
import { summarize } from "./statistics"

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
}

export async function runHarness(run: Run, display: Display): Promise<Report> {
  const { cells, rounds, command } = run
  const [date, commit, machine] = [new Date(), describeCommit(), describeMachine()]
  const versions: Report["versions"] = { node: process.version }
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
  return { date: date.toISOString(), command, seconds, commit, machine, versions, rounds, cells: measured }
}

export function failed({ cells }: Report): boolean {
  return cells.some(({ contenders }) => contenders.some(({ failure }) => failure !== undefined))
}

function roundsOf({ minimumRounds = 1 }: PlannedCell, { rounds, settings }: Run): number {
  return settings.count === undefined ? Math.max(rounds, minimumRounds) : rounds
}

/** Measures all contenders of a cell in interleaved rounds. One that fails is out of it; the others go on. */
async function measureCell(planned: PlannedCell, run: Run, display: Display, versions: object): Promise<Cell> {
  const { quick, minimumRounds, contenders: _, ...cell } = planned
  const pairs = planned.contenders.map((plan) => {
    const { measure, ...named } = plan
    const contender: Contender = { ...named, rounds: [] }
    return { plan, contender }
  })
  const rounds = roundsOf(planned, run)
  for (let round = 0; round < rounds; round++) {
    for (const { plan, contender } of turns(pairs, round)) {
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
  const contenders = pairs.map(({ contender }) => contender)
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
