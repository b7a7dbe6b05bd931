import { readFileSync } from "node:fs"
import { join } from "node:path"
import { blockOf } from "../../bench/report"
import type { Cell, Contender, DriverName, Report, Round, ScenarioName } from "../../bench/result"
import { summarize } from "../../bench/statistics"
import { repository } from "../support/repository"

/** The results that the project's pages show: of every scenario. */
export function committedReport(): Report {
  const { folder } = blockOf(readFileSync(join(repository, "README.md"), "utf8"))
  return JSON.parse(readFileSync(join(repository, folder, "results.json"), "utf8"))
}

/** Reports of powers of two, which nobody can take for measurements. */
export function artificialReport(...cells: Cell[]): Report {
  return { ...committedReport(), command: "npm run bench -- --artificial", cells }
}

/** Rounds or a failure, by the names of contenders; or by the names of their drivers, in the style `each`. */
type Given = Record<string, Round | Round[] | string>

/** A cell; unless something else is said, of 16 bytes over tcp to one peer, with its scenario's name. */
export function artificialCell(scenario: ScenarioName, given: Given, rest: Partial<Cell> = {}): Cell {
  const contenders = Object.entries(given).map(([name, told]): Contender => {
    const driver = (name === "empty script" ? "node" : name) as DriverName
    if (typeof told === "string") return { driver, style: "each", name, rounds: [], failure: told }
    return { driver, style: "each", name, rounds: [told].flat() }
  })
  for (const one of contenders) if (one.failure === undefined) one.summary = summarize(one, contenders)
  return { id: scenario, scenario, transport: "tcp", size: 16, parts: 1, peers: 1, ...rest, contenders }
}
