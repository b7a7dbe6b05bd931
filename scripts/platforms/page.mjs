import fs from "node:fs"
import path from "node:path"
import { targets } from "../prebuild/targets.mjs"
import { UserError } from "../user-error.mjs"

/** @import { Result } from "./run.mjs" */

const builders = { zig: "zig 0.16", mingw: "MinGW-w64 (GCC)", xcode: "Xcode, on macOS alone" }

/**
 * Replaces the table between the page's two marks.
 * @param {string} root
 * @param {Result[]} results
 */
export function writeTable(root, results) {
  const page = path.join(root, "docs", "reference", "platforms.md")
  const text = fs.readFileSync(page, "utf8")
  const [before, after] = [text.split("<!-- platforms -->\n")[0], text.split("<!-- /platforms -->\n")[1]]
  if (before === undefined || after === undefined) throw new UserError(`${page} has not the two marks of its table`)
  fs.writeFileSync(page, `${before}<!-- platforms -->\n\n${table(results)}\n<!-- /platforms -->\n${after}`)
}

/**
 * A row for each target, with all of its runs.
 * @param {Result[]} results
 */
export function table(results) {
  const rows = targets.map((target) => {
    const own = results.filter((result) => result.target === target.name)
    const runs = own.map(({ where, result, note }) => `${where}: ${result}${note && ` (${note})`}`)
    const [{ bytes = 0, glibc = "" } = {}] = own
    const floor = glibc ? `${target.floor} (needs ${glibc})` : target.floor
    const size = bytes ? `${(bytes / 1e6).toFixed(2)} MB` : ""
    const triple = `${builders[target.toolchain]}, \`${target.triple}\``
    return `| \`${target.name}\` | ${triple} | ${floor} | ${size} | ${runs.join("<br>") || "not built here, not run"} |`
  })
  return ["| Target | Built by | Floor | Size | Run |", "|---|---|---|---|---|", ...rows, ""].join("\n")
}
