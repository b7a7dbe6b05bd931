import type { Style } from "../protocol"
import type { Cell, Contender, DriverName, Ratios, Report, ScenarioName } from "../result"

/** The order in which drivers are listed everywhere: ours, its rivals, and the limit. */
export const drivers: readonly DriverName[] = ["zmq-napi", "zeromq", "jszmq", "libzmq", "node"]

export interface ContenderQuery {
  driver: DriverName
  style?: Style
  transport?: string
}

export interface CellQuery {
  scenario: ScenarioName
  transport?: Cell["transport"]
  size?: number
  parts?: number
  peers?: number
  note?: RegExp
}

/** A contender with the cell that it took part in. */
export interface Entry {
  cell: Cell
  contender: Contender
}

export function cellsOf(report: Report, query: CellQuery): Cell[] {
  const { note, ...exact } = query
  const wanted = Object.entries(exact) as [keyof typeof exact, unknown][]
  return report.cells.filter(
    (cell) => wanted.every(([key, value]) => cell[key] === value) && (note === undefined || note.test(cell.note ?? "")),
  )
}

export function contendersOf(cell: Cell, query: ContenderQuery): Contender[] {
  const wanted = Object.entries(query) as [keyof ContenderQuery, unknown][]
  return cell.contenders.filter((contender) => wanted.every(([key, value]) => contender[key] === value))
}

/** Whom of another driver to compare with: who works in the same style, else who makes one call a message. */
export function rivalOf({ cell, contender }: Entry, driver: DriverName): Contender | undefined {
  const rivals = cell.contenders.filter((other) => other.driver === driver && other !== contender)
  return (
    rivals.find(({ style }) => style === contender.style) ?? rivals.find(({ style }) => style === "each") ?? rivals[0]
  )
}

export function ratiosTo(entry: Entry, rival: Contender | undefined): Ratios {
  return (rival && entry.contender.summary?.ratios[rival.name]) ?? {}
}

/** Those of all cells, by the order of {@link drivers} and then as they are in the cell. */
export function entriesOf(cells: Cell[]): Entry[] {
  return cells.flatMap((cell) =>
    drivers.flatMap((driver) => contendersOf(cell, { driver }).map((contender) => ({ cell, contender }))),
  )
}

/** What failed, in one line. */
export function failureLine(contender: Contender): string {
  const line = contender.failure?.trim().split("\n")[0] ?? ""
  return line.length > 120 ? `${line.slice(0, 119)}…` : line
}
