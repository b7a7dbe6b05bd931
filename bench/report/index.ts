import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join, relative, resolve, sep } from "node:path"
import type { Report } from "../result"
import { markdown, pages } from "./pages"
import { renderPlots } from "./plots"

export { summaryTable } from "./tables"

/** Writes the report in every form, and gives the paths of what was written. */
export async function writeReport(report: Report, folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true })
  const write = (file: string, text: string) => {
    writeFileSync(join(folder, file), text)
    return join(folder, file)
  }
  // The measurement comes first: it took long, and all else can be made from it again.
  const results = write("results.json", `${JSON.stringify(report, null, 2)}\n`)
  const tables = write("results.md", markdown(report))
  const plots = (await renderPlots(report)).map(({ file, svg }) => write(file, svg))
  return [results, tables, ...plots]
}

/** Writes the results of a folder into the pages that show them: by default those that they show already. */
export async function updatePages(root: string, given?: string): Promise<string[]> {
  const read = (path: string) => readFileSync(join(root, path), "utf8")
  const shown = () => blockOf(read(pages[0].path)).folder
  const folder = given === undefined ? shown() : relative(root, resolve(root, given)).split(sep).join("/")
  const report: Report = JSON.parse(read(`${folder}/results.json`))
  // The tables and plots as this version draws them, so that pages and results do not differ.
  const written = await writeReport(report, join(root, folder))
  for (const { path, text } of pages) {
    writeFileSync(join(root, path), withBlock(read(path), { folder, text: text(report, folder) }))
  }
  return [...written, ...pages.map(({ path }) => join(root, path))]
}

/** The part of a page between its markers. */
interface Block {
  /** The folder of the results, from the root of the repository. */
  folder: string
  text: string
}

// The markers are HTML comments, the only comments that Markdown has.
const pattern = /<!-- benchmark: ([^\n]*?) -->\n([\s\S]*?)<!-- \/benchmark -->/

export function blockOf(page: string): Block {
  const [, folder, text = ""] = pattern.exec(page) ?? []
  if (folder !== undefined) return { folder, text: text.trim() }
  throw new Error("There is no <!-- benchmark: folder --> ... <!-- /benchmark --> in the page")
}

/** The page with another block. */
export function withBlock(page: string, { folder, text }: Block): string {
  blockOf(page)
  return page.replace(pattern, () => `<!-- benchmark: ${folder} -->\n\n${text.trim()}\n\n<!-- /benchmark -->`)
}
