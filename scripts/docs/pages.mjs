// The pages of the site: which files of the repository they are made of, where they are, and in which order.
import fs from "node:fs"
import path from "node:path"

/** The folders of docs/, in the order of the sidebar, with the pages that do not lie in them. */
const sections = [
  { folder: "tutorial", title: "Tutorial", others: [] },
  { folder: "how-to", title: "How-to", others: [] },
  { folder: "reference", title: "Reference", others: ["CHANGELOG.md"] },
  { folder: "explanation", title: "Explanation", others: [] },
  { folder: "contributing", title: "Contributing", others: ["CONTRIBUTING.md", "SECURITY.md"] },
]

const index = "docs/README.md"

/** Pages that do not lie in docs/, and the index: their places on the site. @type {Record<string, string>} */
const places = {
  [index]: "index.md",
  "README.md": "index.md",
  "CONTRIBUTING.md": "contributing/index.md",
  "SECURITY.md": "contributing/reporting.md",
  "CHANGELOG.md": "reference/changelog.md",
}

/**
 * The place of a file of the repository on the site. A file that is no page of docs/ may be shown as a page too.
 * @param {string} file
 */
export function placeOf(file) {
  if (places[file] !== undefined) return places[file]
  if (!file.startsWith("docs/")) return `files/${file}${file.endsWith(".md") ? "" : ".md"}`
  return file.slice("docs/".length).replace(/README\.md$/, "index.md")
}

/** All files that become pages, whether a link leads to them or not. */
export function pageFiles() {
  const inDocs = fs
    .readdirSync("docs", { recursive: true, encoding: "utf8" })
    .map((file) => path.posix.join("docs", file.replaceAll(path.sep, "/")))
    .filter((file) => file.endsWith(".md") && !file.startsWith("docs/.vitepress/"))
  return [...inDocs, "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"]
}

/**
 * The page's first heading.
 * @param {string} file
 */
export function titleOf(file) {
  const [, title] = /^# (.+)$/m.exec(fs.readFileSync(file, "utf8")) ?? []
  if (title === undefined) throw new Error(`${file} has no heading`)
  return title.replaceAll("`", "").replaceAll("\\", "")
}

/** The sidebar: the files of each folder, in the order in which docs/README.md names them. */
export function sidebar() {
  const order = [...fs.readFileSync(index, "utf8").matchAll(/\]\(([^)#\s]+)/g)].map(([, link = ""]) =>
    path.posix.join("docs", link),
  )
  /** @param {string} file */
  const rank = (file) => (order.includes(file) ? order.indexOf(file) : order.length)
  const files = pageFiles()
  return sections.map(({ folder, title, others }) => {
    const own = files.filter((file) => path.posix.dirname(file) === `docs/${folder}`)
    const sorted = [...own, ...others].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    const items = sorted.map(item)
    if (folder === "reference") items.unshift(api(files))
    return { text: title, collapsed: folder === "contributing", items }
  })
}

/**
 * @typedef {{ text: string, link: string, collapsed?: boolean, items?: Item[] }} Item
 */

/**
 * @param {string} file
 * @returns {Item}
 */
function item(file) {
  return {
    text: titleOf(file),
    link: `/${placeOf(file)
      .replace(/index\.md$/, "")
      .replace(/\.md$/, "")}`,
  }
}

/**
 * The API's page, with the classes below it.
 * @param {string[]} files
 * @returns {Item}
 */
function api(files) {
  const classes = files.filter((file) => /^docs\/reference\/api\/zmq-napi\/classes\//.test(file)).sort()
  const items = classes.map((file) => ({ ...item(file), text: path.basename(file, ".md") }))
  return { text: "API", link: "/reference/api/", collapsed: true, items }
}
