import type { Measured, PlannedCell, PlannedContender, Settings } from "./plan"
import type { Cell, Contender } from "./result"
import { summarize } from "./statistics"

/** What becomes known while a cell is measured. */
export interface Watcher {
  round(cell: PlannedCell, contender: PlannedContender, round: number, rounds: number): void
  measured(versions: Measured["versions"]): void
}

/** Rounds that the cell needs. */
export function roundsOf(
  { minimumRounds = 1 }: PlannedCell,
  rounds: number,
  { count }: Pick<Settings, "count">,
): number {
  return count === undefined ? Math.max(rounds, minimumRounds) : rounds
}

/** Measures all contenders of a cell in interleaved rounds. One that fails is out of it; the others go on. */
export async function measureCell(
  cell: PlannedCell,
  rounds: number,
  settings: Settings,
  watcher: Watcher,
): Promise<Cell> {
  const contenders = new Map(cell.contenders.map((planned) => [planned, begin(planned)]))
  const wanted = roundsOf(cell, rounds, settings)
  for (let round = 0; round < wanted; round++) {
    for (const planned of turns(cell.contenders, round)) {
      const contender = contenders.get(planned)!
      if (contender.failure !== undefined) continue
      watcher.round(cell, planned, round, wanted)
      await measureRound(planned, contender, settings, watcher)
    }
  }
  return finish(cell, [...contenders.values()])
}

/** Who comes when in a round: each is first in turn, and follows one neighbour as often as the other. */
export function turns<Item>(items: readonly Item[], round: number): Item[] {
  const first = round % items.length
  const rotated = [...items.slice(first), ...items.slice(0, first)]
  return round % 2 === 0 ? rotated : rotated.reverse()
}

function begin({ driver, style, transport, name }: PlannedContender): Contender {
  return { driver, style, ...(transport && { transport }), name, rounds: [] }
}

async function measureRound(
  planned: PlannedContender,
  contender: Contender,
  settings: Settings,
  watcher: Watcher,
): Promise<void> {
  try {
    const { round, versions } = await planned.measure(settings)
    contender.rounds.push(round)
    watcher.measured(versions)
  } catch (error) {
    contender.failure = error instanceof Error ? error.message : String(error)
    contender.rounds = []
  }
}

function finish({ quick, minimumRounds, contenders: _planned, ...cell }: PlannedCell, contenders: Contender[]): Cell {
  for (const contender of contenders) {
    if (contender.failure === undefined) contender.summary = summarize(contender, contenders)
  }
  return { ...cell, contenders }
}
