import { readFileSync, writeFileSync } from "node:fs"
import { join, relative, resolve, sep } from "node:path"
import type { Report } from "../result"
import { writeReport } from "."
import { blockOf, withBlock } from "./block"
import { pages } from "./pages"

/** Writes the results of a folder into the pages that show them: by default those that they show already. */
export async function updatePages(root: string, given?: string): Promise<string[]> {
  const shown = blockOf(readFileSync(join(root, pages[0].path), "utf8"))?.folder
  const folder = given === undefined ? shown : relative(root, resolve(root, given)).split(sep).join("/")
  if (folder === undefined) throw new Error("Which folder? For example: npm run bench:docs -- bench/results/my-machine")
  const report: Report = JSON.parse(readFileSync(join(root, folder, "results.json"), "utf8"))
  // The tables and plots as this version draws them, so that pages and results do not differ.
  const written = await writeReport(report, join(root, folder))
  for (const { path, text } of pages) {
    const page = readFileSync(join(root, path), "utf8")
    writeFileSync(join(root, path), withBlock(page, { folder, text: text(report, folder) }))
  }
  return [...written, ...pages.map(({ path }) => join(root, path))]
}
