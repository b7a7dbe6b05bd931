import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Report } from "../result"
import { markdown } from "./markdown"
import { renderPlots } from "./plots"

export { summaryTable } from "./summary"

/** Writes the report in every form, and gives the paths of what was written. */
export async function writeReport(report: Report, folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true })
  // The measurement comes first: it took long, and all else can be made from it again.
  const results = write(folder, "results.json", `${JSON.stringify(report, null, 2)}\n`)
  const tables = write(folder, "results.md", markdown(report))
  const plots = (await renderPlots(report)).map(({ file, svg }) => write(folder, file, svg))
  return [results, tables, ...plots]
}

function write(folder: string, file: string, text: string): string {
  const path = join(folder, file)
  writeFileSync(path, text)
  return path
}
