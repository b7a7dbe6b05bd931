import { posix } from "node:path"
import type { Report } from "../result"
import { evaluate, verdictLine } from "./evaluate"
import { duration } from "./format"
import { highlightTable } from "./highlights"
import { circumstances, targetTable } from "./markdown"
import { type Plot, plotsOf } from "./plots"
import { targets } from "./targets"

/** A page that shows results: its path, and what it makes of them. */
export interface Page {
  path: string
  text: (report: Report, folder: string) => string
}

/** Folders and paths are from the root of the repository. */
export const pages: Page[] = [
  { path: "README.md", text: readme },
  { path: "docs/explanation/benchmark.md", text: benchmark },
]

const shownFirst = ["throughput.svg", "latency.svg"]

function readme(report: Report, folder: string): string {
  const { machine, date, rounds, seconds, command } = report
  return [
    "## How fast",
    "How many times better, by the median of the rounds' ratios (of rates; of the median time for the round trip):",
    highlightTable(report),
    ...pictures(
      plotsOf(report).filter(({ file }) => shownFirst.includes(file)),
      folder,
    ),
    `${rounds} rounds on ${date.slice(0, 10)}, ${machine.cpu} with ${machine.cores} cores, Node ${machine.node.replace(/^v/, "")}. ` +
      `[All results](${folder}/results.md); [what is measured and how](docs/explanation/benchmark.md). The same on your ` +
      `machine, in about ${duration(seconds)}, from a clone:`,
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
  return plots.map(({ file, title }) => `![${title}](${folder}/${file})`)
}
