// Writes the pages as the site's generator reads them: with the links of one site, and with a page for each example that
// a page links to. Links to other files lead to the repository, if its address is known, and else become plain text.
import fs from "node:fs"
import path from "node:path"
import { pageFiles, placeOf } from "./pages.mjs"

const images = /\.(svg|png)$/

/** @type {Record<string, string>} */
const languages = { mts: "ts", mjs: "js", cjs: "js", cc: "cpp", h: "cpp", yml: "yaml", jsonc: "json", patch: "diff" }
const known = ["ts", "js", "json", "c", "css", "html", "yaml", "sh", "diff", "cpp"]

/** What is put before the text of a page. @type {Record<string, string>} */
const frontMatter = {
  "index.md": `---
layout: home
hero:
  name: zmq-napi
  text: ZeroMQ for Node.js
  tagline: libzmq with a promise-based API. Nothing to compile, a drop-in for zeromq 6.
  actions:
    - { theme: brand, text: Get started, link: /tutorial/getting-started }
    - { theme: alt, text: Choose a socket, link: /how-to/choosing-a-socket }
---
`,
  "reference/options.md": "---\naside: false\npageClass: options\n---\n",
}
const forFiles = "---\nsearch: false\naside: false\neditLink: false\nprev: false\nnext: false\n---\n"

/**
 * @param {string} out the folder for the pages, which is emptied
 * @param {string | undefined} repository the address under which the files of the repository are shown, if there is one
 */
export function stagePages(out, repository) {
  fs.rmSync(out, { recursive: true, force: true })
  const waiting = pageFiles()
  const found = new Set(waiting)
  for (const file of waiting) {
    const place = path.join(out, placeOf(file))
    const text = pageOf(file, repository, (linked) => {
      if (!found.has(linked)) waiting.push(linked)
      found.add(linked)
    })
    fs.mkdirSync(path.dirname(place), { recursive: true })
    if (images.test(file)) fs.copyFileSync(file, place.replace(/\.md$/, ""))
    else fs.writeFileSync(place, text)
  }
}

/**
 * @param {string} file
 * @param {string | undefined} repository
 * @param {(file: string) => void} linked called for each file of the repository that the page links to
 */
function pageOf(file, repository, linked) {
  if (images.test(file)) return ""
  const text = fs.readFileSync(file, "utf8")
  const place = placeOf(file)
  const start = frontMatter[place] ?? (place.startsWith("files/") ? forFiles : "")
  if (!file.endsWith(".md")) return start + codePage(file, text)
  const page = withLinks(text, (target) => linkFrom(file, target, repository, linked))
  if (place === "index.md") return start + page.replace(/^# .*$/m, "")
  if (place === "reference/options.md") return start + page.replace(/^## Socket options$/m, "$&\n\n<OptionsFilter />")
  return start + page
}

/**
 * The text with other targets of its relative links; a link whose target is undefined becomes plain text. Code stays as
 * it is.
 * @param {string} text
 * @param {(target: string) => string | undefined} change
 */
function withLinks(text, change) {
  return text
    .split(/(^```[\s\S]*?^```$)/m)
    .map((piece) =>
      piece.startsWith("```")
        ? piece
        : piece.replaceAll(link, (whole, label, target) => {
            if (/^([a-z]+:|#)/.test(target)) return whole
            const changed = change(target)
            return changed === undefined ? label : `[${label}](${changed})`
          }),
    )
    .join("")
}

const link = /\[((?:[^[\]]|\[[^\]]*\](?!\())*)\]\(([^)\s]+)\)/g

/**
 * @param {string} file the page with the link
 * @param {string} target
 * @param {string | undefined} repository
 * @param {(file: string) => void} linked
 */
function linkFrom(file, target, repository, linked) {
  const [name = "", anchor] = target.split("#")
  const found = path.posix.join(path.posix.dirname(file), decodeURI(name))
  const status = fs.statSync(found, { throwIfNoEntry: false })
  if (status === undefined) throw new Error(`The link to ${target} in ${file} leads nowhere`)
  if (status.isDirectory() || !isShown(found)) return repository && `${repository}/${found}`
  linked(found)
  const place = images.test(found) ? placeOf(found).replace(/\.md$/, "") : placeOf(found)
  const relative = path.posix.relative(path.posix.dirname(placeOf(file)), place)
  return `${relative.startsWith(".") ? "" : "./"}${relative}${anchor === undefined ? "" : `#${anchor}`}`
}

/**
 * Whether the site shows the file itself. Hundreds of tests and patches would double the time of a build.
 * @param {string} file
 */
function isShown(file) {
  return file.endsWith(".md") || images.test(file) || /^(examples|bench)\/|^[A-Z]+$/.test(file)
}

/**
 * A page that shows the file's text.
 * @param {string} file
 * @param {string} text
 */
function codePage(file, text) {
  const extension = path.extname(file).slice(1)
  const language = languages[extension] ?? extension
  const longest = Math.max(5, ...[...text.matchAll(/~+/g)].map(([run]) => run.length))
  const fence = "~".repeat(longest + 1)
  const info = known.includes(language) ? language : "text"
  return `# ${path.basename(file)}\n\n\`${file}\`\n\n${fence}${info}\n${text}\n${fence}\n`
}
