import { describeCommit, describeMachine } from "./machine"
import type { PlannedCell, Settings } from "./plan"
import type { Cell, Report } from "./result"
import { measureCell, roundsOf, type Watcher } from "./rounds"

/** Told what happens, for a display. */
export interface Display extends Omit<Watcher, "measured"> {
  /** `total` is how many rounds of contenders there are in all. */
  begin(total: number): void
  cell(cell: Cell): void
  end(): void
}

export interface Run {
  cells: readonly PlannedCell[]
  rounds: number
  settings: Settings
  /** What repeats it. */
  command: string
}

export async function runHarness({ cells, rounds, settings, command }: Run, display: Display): Promise<Report> {
  const [date, commit, machine] = [new Date(), describeCommit(), describeMachine()]
  const versions: Report["versions"] = { node: process.version }
  const watcher: Watcher = {
    round: (...turn) => display.round(...turn),
    measured: (seen) => Object.assign(versions, seen),
  }
  display.begin(cells.reduce((sum, cell) => sum + roundsOf(cell, rounds, settings) * cell.contenders.length, 0))
  const measured: Cell[] = []
  try {
    for (const cell of cells) {
      measured.push(await measureCell(cell, rounds, settings, watcher))
      display.cell(measured.at(-1)!)
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
