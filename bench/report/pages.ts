// The pages that show a report: results.md beside it, and the blocks in README.md and docs/explanation/benchmark.md.
import { posix } from "node:path"
import { isBusy } from "../others"
import type { Report, ScenarioName } from "../result"
import { bytes, count, digits, duration, load } from "./format"
import { drivers, failuresOf, groupOf, scenarioNames, scenarios } from "./grid"
import { type Plot, plotsOf } from "./plots"
import { markdownTable } from "./table"
import { highlightTable, scenarioTable } from "./tables"
import { evaluate, type Outcome, targets, verdictLine } from "./targets"

/** The whole of results.md. */
export function markdown(report: Report): string {
  const outcomes = evaluate(report, targets)
  const plots = plotsOf(report)
  const failures = failuresOf(report.cells).flatMap(({ cell, contender, failure }) => [
    `${cell.id}, ${contender.name}:`,
    failure.trimEnd().replace(/^/gm, "    "),
  ])
  const paragraphs = [
    "# Benchmark results",
    "Medians over the rounds, with the least and the most in brackets. CPU time is that of all processes and their threads. " +
      "A ratio is the median of the rounds' ratios, and says how many times better the contender is than the one named: " +
      "above 1 is faster, or less CPU time or memory.",
    circumstances(report),
    "## Targets",
    `${verdictLine(outcomes)}.`,
    targetTable(outcomes),
    ...scenarioNames.flatMap((scenario) => scenarioSection(report, scenario, plots)),
    // Whole: below the tables stands the first line of each.
    ...(failures.length > 0 ? ["## Failures", ...failures] : []),
  ]
  return `${paragraphs.join("\n\n")}\n`
}

function scenarioSection(report: Report, scenario: ScenarioName, plots: Plot[]): string[] {
  const cells = report.cells.filter((cell) => cell.scenario === scenario)
  if (cells.length === 0) return []
  const tables = [...new Set(cells.map(groupOf))].flatMap((group) => {
    const ofGroup = cells.filter((cell) => groupOf(cell) === group)
    return [...(group ? [`**${group}**`] : []), scenarioTable(scenario, ofGroup)]
  })
  const { title, work } = scenarios[scenario]
  const shown = plots.filter(({ file }) => file.startsWith(scenario))
  return [`## ${title}`, work, ...pictures(shown, "."), ...tables]
}

function circumstances({ machine, versions, commit, date, seconds, rounds, command }: Report): string {
  const { cpu, cores, memory, os, node, others } = machine
  const ran = drivers.flatMap((driver) => (driver === "node" ? [] : [[driver, versions[driver] ?? ""] as const]))
  const facts: (readonly [name: string, fact: string])[] = [
    ["Machine", `${cpu}, ${cores} cores, ${bytes(memory)}`],
    ["System", `${os}, Node ${node.replace(/^v/, "")}, load average ${digits(machine.load)} at the start`],
    ...(others === undefined ? [] : [["Other processes", othersText(others)] as const]),
    ...ran.filter(([, version]) => version !== ""),
    ["Commit", commit],
    ["Date", `${date.slice(0, 16).replace("T", " ")} UTC, ${duration(seconds)}`],
    ["Rounds", count(rounds)],
    ["Command", `\`${command}\``],
  ]
  const table = markdownTable(facts, [
    ["", "left", ([name]) => name],
    ["", "left", ([, fact]) => fact],
  ])
  return isBusy(others) ? `${busyNote}\n\n${table}` : table
}

const busyNote = "**The machine was busy with other work: these figures do not count.**"

function othersText({ before, during }: NonNullable<Report["machine"]["others"]>): string {
  const shares = [
    ...(before === undefined ? [] : [`${load(before)} before the run`]),
    ...(during === undefined ? [] : [`${load(during)} in it`]),
  ]
  return shares.length === 0 ? "not known" : `${shares.join(", ")}, of the CPU time of all cores`
}

function targetTable(outcomes: Outcome[]): string {
  const isMeasured = ({ verdict }: Outcome) => verdict !== "not measured"
  return markdownTable(outcomes, [
    ["cell", "left", ({ where }) => where],
    ["what", "left", ({ name }) => name],
    ["contender", "left", ({ contender }) => contender],
    ["target", "left", ({ wanted }) => wanted],
    ["measured", "right", (one) => (isMeasured(one) ? one.measured : "–")],
    ["verdict", "left", (one) => (isMeasured(one) ? `**${one.verdict}**` : `${one.verdict}: ${one.measured}`)],
  ])
}

/** A page of the repository that shows results: its path, and the text between its markers. */
export interface Page {
  path: string
  text: (report: Report, folder: string) => string
}

/** Paths and folders are relative to the root of the repository. The first page names the results that are shown. */
export const pages: readonly [Page, ...Page[]] = [
  { path: "README.md", text: readme },
  { path: "docs/explanation/benchmark.md", text: benchmark },
]

function readme(report: Report, folder: string): string {
  const { machine, date, rounds, seconds, command } = report
  const shown = plotsOf(report).filter(({ file }) => ["throughput.svg", "latency.svg"].includes(file))
  return [
    "## How fast",
    "A `vs` column says how many times better zmq-napi is: above 1 better, below 1 worse. [Why some are " +
      "below 1](docs/explanation/benchmark.md#what-was-missed-and-why).",
    ...(isBusy(machine.others) ? [busyNote] : []),
    highlightTable(report),
    ...pictures(shown, folder),
    `${rounds} rounds on ${date.slice(0, 10)}, ${machine.cpu} with ${machine.cores} cores, Node ${machine.node.replace(/^v/, "")}. ` +
      `[All results](${folder}/results.md); [what is measured and how](docs/explanation/benchmark.md). To repeat it ` +
      `from a clone, in about ${Math.ceil(seconds / 60)} min:`,
    `\`\`\`sh\nnpm ci && ${command}\n\`\`\``,
  ].join("\n\n")
}

function benchmark(report: Report, folder: string): string {
  const results = posix.relative("docs/explanation", folder)
  const outcomes = evaluate(report, targets)
  return [
    circumstances(report),
    `All numbers are in [results.md](${results}/results.md) and [results.json](${results}/results.json).`,
    `Targets: ${verdictLine(outcomes)}.`,
    targetTable(outcomes),
    ...pictures(plotsOf(report), results),
  ].join("\n\n")
}

function pictures(plots: Plot[], folder: string): string[] {
  return plots.map(({ file, title }) => `![${title}](${posix.join(folder, file)})`)
}
