/** What stands between the markers: where the results are, and what was made of them. */
export interface Block {
  /** The folder of the results, from the root of the repository. */
  folder: string
  text: string
}

// Markdown's only comments are HTML's. What precedes and follows the markers is left as it is.
const pattern = /<!-- benchmark(?:: (?<folder>[^\n]*?))? -->\n(?<text>[\s\S]*?)<!-- \/benchmark -->/

/** The block of a page, or nothing while it is empty. */
export function blockOf(page: string): Block | undefined {
  const { folder, text } = groups(page)
  return folder === undefined ? undefined : { folder, text: text.trim() }
}

/** The page with another block. Doing it twice is doing it once. */
export function withBlock(page: string, { folder, text }: Block): string {
  groups(page)
  return page.replace(pattern, () => `<!-- benchmark: ${folder} -->\n\n${text.trim()}\n\n<!-- /benchmark -->`)
}

function groups(page: string): { folder?: string; text: string } {
  const match = pattern.exec(page)
  if (match?.groups === undefined) throw new Error("There is no <!-- benchmark --> ... <!-- /benchmark --> in the page")
  return { folder: match.groups.folder, text: match.groups.text }
}
