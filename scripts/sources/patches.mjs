import crypto from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { UserError } from "../user-error.mjs"

/** @typedef {{ file: string, text: string }} Patch */

/**
 * The patches of a pinned source, in the order in which they apply: native/patches/<name>/*.patch, in git's format.
 * @param {string} root
 * @param {string} name
 * @returns {Patch[]}
 */
export function readPatches(root, name) {
  const folder = path.join(root, "native", "patches", name)
  if (!fs.existsSync(folder)) return []
  const files = fs.readdirSync(folder).filter((file) => file.endsWith(".patch"))
  return files.sort().map((file) => ({ file, text: fs.readFileSync(path.join(folder, file), "utf8") }))
}

/**
 * The digest of a series, by which a source shows how it was patched, and a running addon too: the SHA-256 of what
 * `sha256sum *.patch` prints in the folder of the series.
 * @param {Patch[]} patches
 */
export function digestOf(patches) {
  const lines = patches.map(({ file, text }) => `${sha256(text)}  ${file}\n`)
  return sha256(lines.join(""))
}

/**
 * The subject of a patch's message. Mail folds long lines.
 * @param {string} text
 */
export function subjectOf(text) {
  return /^Subject: (?:\[PATCH\] )?(.*(?:\n .*)*)/m.exec(text)?.[1]?.replaceAll("\n", "") ?? ""
}

/**
 * Applies the patches to an unpacked source, without git, which may be missing where a source is built.
 * @param {string} source
 * @param {{ name: string, version: string, patches: Patch[] }} pin
 */
export async function applyPatches(source, { name, version, patches }) {
  if (patches.length === 0) return
  const { applyPatch, parsePatch } = await loadDiff()
  for (const { file, text } of patches) {
    for (const change of parsePatch(text.slice(text.indexOf("\ndiff --git ") + 1))) {
      const before = nameIn(change.oldFileName)
      const after = nameIn(change.newFileName)
      const original = before === undefined ? "" : read(path.join(source, before))
      const changed = original === undefined ? false : applyPatch(original, change, { autoConvertLineEndings: false })
      if (changed === false) throw new UserError(misfit({ name, version, file, text, place: before ?? after }))
      if (before !== undefined && before !== after) fs.rmSync(path.join(source, before))
      if (after !== undefined) write(path.join(source, after), changed)
    }
  }
}

async function loadDiff() {
  try {
    return await import("diff")
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND")) throw error
    throw new UserError('The package "diff", which applies the patches, is not installed. Run "npm ci".')
  }
}

/**
 * git names the file before with a/, the file after with b/, and one that does not exist /dev/null.
 * @param {string | undefined} header
 */
function nameIn(header) {
  return header === undefined || header === "/dev/null" ? undefined : header.replace(/^[ab]\//, "")
}

/** @param {string} file */
function read(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined
}

/**
 * @param {string} file
 * @param {string} text
 */
function write(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, text)
}

/** @param {Patch & { name: string, version: string, place: string | undefined }} misfit */
function misfit({ name, version, file, text, place }) {
  return (
    `The patch native/patches/${name}/${file} does not fit ${name} ${version}, in ${place}.\n` +
    `It says: ${subjectOf(text)}\n` +
    "If this version has fixed the fault, remove the patch; CONTRIBUTING.md says how patches are changed."
  )
}

/** @param {string} data */
function sha256(data) {
  return crypto.createHash("sha256").update(data).digest("hex")
}
