import type { Cell, Report, ScenarioName } from "../result"
import { scenarioColumns } from "./columns"
import { drivers, entriesOf, failureLine } from "./contenders"
import { evaluate, type Outcome, verdictLine } from "./evaluate"
import { bytes, count, digits, duration } from "./format"
import { type Plot, plotsOf } from "./plots"
import { cellLabel, groupOf, scenarioNames, scenarios } from "./scenarios"
import { type Column, escapeMarkdown, markdownTable } from "./table"
import { targets } from "./targets"

export function markdown(report: Report): string {
  const plots = plotsOf(report)
  return [
    "# Benchmark results",
    "Medians over the rounds, with the least and the most in brackets. CPU time is that of all processes and their threads. " +
      "A ratio is the median of the rounds' ratios, and says how many times better the contender is than the one named: " +
      "above 1 is faster, or less CPU time or memory.",
    circumstances(report),
    targetSection(report),
    ...scenarioNames.flatMap((scenario) => scenarioSection(report, scenario, plots)),
    ...failureSection(report),
  ]
    .join("\n\n")
    .concat("\n")
}

export function circumstances(report: Report): string {
  const { machine } = report
  const facts: [string, string][] = [
    ["Machine", `${machine.cpu}, ${machine.cores} cores, ${bytes(machine.memory)}`],
    [
      "System",
      `${machine.os}, Node ${machine.node.replace(/^v/, "")}, load average ${digits(machine.load)} at the start`,
    ],
    ...drivers
      .filter((driver) => driver !== "node" && report.versions[driver] !== undefined)
      .map((driver): [string, string] => [driver, report.versions[driver]!]),
    ["Commit", report.commit],
    ["Date", `${report.date.slice(0, 16).replace("T", " ")} UTC, ${duration(report.seconds)}`],
    ["Rounds", count(report.rounds)],
    ["Command", `\`${report.command}\``],
  ]
  return markdownTable(
    [
      { title: "", align: "left", text: ([name]) => name },
      { title: "", align: "left", text: ([, fact]) => fact },
    ],
    facts,
  )
}

function targetSection(report: Report): string {
  const outcomes = evaluate(report, targets)
  return `## Targets\n\n${verdictLine(outcomes)}.\n\n${targetTable(outcomes)}`
}

export function targetTable(outcomes: Outcome[]): string {
  const columns: Column<Outcome>[] = [
    { title: "cell", align: "left", text: ({ where }) => where },
    { title: "what", align: "left", text: ({ name }) => name },
    { title: "contender", align: "left", text: ({ contender }) => contender },
    { title: "target", align: "left", text: ({ wanted }) => wanted },
    { title: "measured", align: "right", text: ({ measured }) => measured ?? "–" },
    {
      title: "verdict",
      align: "left",
      text: ({ verdict, reason }) => (reason ? `${verdict}: ${reason}` : `**${verdict}**`),
    },
  ]
  return markdownTable(columns, outcomes)
}

function scenarioSection(report: Report, scenario: ScenarioName, plots: Plot[]): string[] {
  const cells = report.cells.filter((cell) => cell.scenario === scenario)
  if (cells.length === 0) return []
  return [
    `## ${scenarios[scenario].title}`,
    scenarios[scenario].work,
    ...plots.filter((plot) => plot.scenario === scenario).map(({ file, title }) => `![${title}](${file})`),
    ...[...new Set(cells.map(groupOf))].flatMap((group) => [
      ...(group ? [`**${group}**`] : []),
      scenarioTable(
        scenario,
        cells.filter((cell) => groupOf(cell) === group),
      ),
    ]),
  ]
}

export function scenarioTable(scenario: ScenarioName, cells: Cell[]): string {
  const entries = entriesOf(cells)
  const failures = entries
    .filter(({ contender }) => contender.failure !== undefined)
    .map(({ cell, contender }) => `- ${cellLabel(cell)}, ${contender.name}: ${escapeMarkdown(failureLine(contender))}`)
  const table = markdownTable(scenarioColumns(scenario, cells), entries)
  return failures.length === 0 ? table : `${table}\n\nFailed:\n\n${failures.join("\n")}`
}

/** What failed contenders said, whole: below the tables stands its first line. */
function failureSection(report: Report): string[] {
  const failures = entriesOf(report.cells).filter(({ contender }) => contender.failure !== undefined)
  if (failures.length === 0) return []
  return [
    "## Failures",
    ...failures.flatMap(({ cell, contender }) => [
      `${cell.id}, ${contender.name}:`,
      contender.failure!.trimEnd().replace(/^/gm, "    "),
    ]),
  ]
}
