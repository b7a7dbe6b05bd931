// npm run docs: writes the reference pages that are generated (docs/reference/api, docs/reference/options.md), and makes
// the site of all pages, in build/docs/site or in the folder that is given. Fails for a public name without a doc
// comment, for a link that leads nowhere, and for any other warning. --reference makes no site; --preview serves it.
import path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { writeReference } from "./docs/reference.mjs"
import { buildSite, previewSite } from "./docs/site.mjs"

process.chdir(path.resolve(path.dirname(fileURLToPath(import.meta.url)), ".."))
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { reference: { type: "boolean", default: false }, preview: { type: "boolean", default: false } },
})
const out = path.resolve(positionals[0] ?? path.join("build", "docs", "site"))

const complete = await writeReference(path.join("docs", "reference"))
if (!complete) process.exitCode = 1
else if (!values.reference) {
  await buildSite(out)
  console.log(`The site is in ${path.relative("", out)}`)
  if (values.preview) await previewSite(out)
}
