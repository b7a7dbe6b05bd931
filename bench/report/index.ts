import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Report } from "../result"
import { markdown } from "./markdown"
import { renderPlots } from "./plots"

export { summaryTable } from "./summary"

/** Writes the report in every form, and gives the paths of what was written. */
export async function writeReport(report: Report, folder: string): Promise<string[]> {
  const files = [
    { file: "results.json", text: `${JSON.stringify(report, null, 2)}\n` },
    { file: "results.md", text: markdown(report) },
    ...(await renderPlots(report)).map(({ file, svg }) => ({ file, text: svg })),
  ]
  mkdirSync(folder, { recursive: true })
  return files.map(({ file, text }) => {
    const path = join(folder, file)
    writeFileSync(path, text)
    return path
  })
}
