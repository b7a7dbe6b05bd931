import crypto from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { readMessage } from "./message.mjs"

// What `npm run patches -- check` found, by the names of the patches.
function fileOf(root) {
  return path.join(root, "native", "patches", "checked.json")
}

export function readResults(root) {
  const file = fileOf(root)
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {}
}

export function writeResults(root, name, result) {
  const results = { ...readResults(root), [name]: result }
  const sorted = Object.fromEntries(Object.entries(results).sort(([a], [b]) => (a < b ? -1 : 1)))
  fs.writeFileSync(fileOf(root), `${JSON.stringify(sorted, undefined, 2)}\n`)
}

// The patches' messages, each with the digest by which its result is told from that of another state of it.
export function withDigests(patches) {
  return patches.map((patch) => ({ ...readMessage(patch), digest: digestOfPatch(patch.text) }))
}

// Of what the patch changes and which tests it names, not of where: that moves with the patches before it.
function digestOfPatch(text) {
  const lines = text.split("\n").filter((line) => /^(?:[-+]|Test: )/.test(line) && !/^(?:---|\+\+\+)(?: |$)/.test(line))
  return crypto.createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 16)
}
