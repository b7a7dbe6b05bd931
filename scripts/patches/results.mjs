import crypto from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { readMessage } from "./message.mjs"

/**
 * @import { Patch } from "../sources/patches.mjs"
 * @import { PatchMessage } from "./message.mjs"
 * @import { Verdict } from "./verdict.mjs"
 */

/** @typedef {{ digest: string, tests: Verdict[] }} Result what `npm run patches -- check` found of a patch */

/** @param {string} root */
function fileOf(root) {
  return path.join(root, "native", "patches", "checked.json")
}

/**
 * The results by the names of the patches.
 * @param {string} root
 * @returns {Record<string, Result>}
 */
export function readResults(root) {
  const file = fileOf(root)
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {}
}

/**
 * @param {string} root
 * @param {string} name
 * @param {Result} result
 */
export function writeResult(root, name, result) {
  const results = { ...readResults(root), [name]: result }
  const sorted = Object.fromEntries(Object.entries(results).sort(([a], [b]) => (a < b ? -1 : 1)))
  fs.writeFileSync(fileOf(root), `${JSON.stringify(sorted, undefined, 2)}\n`)
}

/**
 * The patches' messages, each with a digest that shows whether a result belongs to its present state.
 * @param {Patch[]} patches
 * @returns {(PatchMessage & { digest: string })[]}
 */
export function withDigests(patches) {
  return patches.map((patch) => ({ ...readMessage(patch), digest: digestOfPatch(patch.text) }))
}

/**
 * Of what the patch changes and which tests it names, without the line numbers, which move with the patches before it.
 * @param {string} text
 */
function digestOfPatch(text) {
  const lines = text.split("\n").filter((line) => /^(?:[-+]|Test: )/.test(line) && !/^(?:---|\+\+\+)(?: |$)/.test(line))
  return crypto.createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 16)
}
