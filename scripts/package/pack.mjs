import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { UserError } from "../user-error.mjs"
import { stage } from "./stage.mjs"

/** @typedef {{ filename: string, files: { path: string }[], size: number, unpackedSize: number }} Packed */

/**
 * Packs the package, as it is published, into a folder. Nothing is built: what the tarball should hold must be there.
 * @param {string} root
 * @param {string} folder
 * @returns {Packed}
 */
export function pack(root, folder) {
  const staged = fs.mkdtempSync(path.join(folder, ".staged-"))
  try {
    const { files } = npmPack(root, ["--dry-run"])
    stage(
      root,
      files.map((file) => file.path),
      staged,
    )
    return packFolder(staged, folder)
  } finally {
    fs.rmSync(staged, { recursive: true })
  }
}

/**
 * Packs a folder as it is.
 * @param {string} source
 * @param {string} folder
 */
export function packFolder(source, folder) {
  return npmPack(source, ["--pack-destination", folder])
}

/**
 * Without the package's scripts, whose output would mix with the answer.
 * @param {string} folder
 * @param {string[]} options
 * @returns {Packed}
 */
function npmPack(folder, options) {
  // npm is a script of the shell on Windows.
  const { status, stdout, stderr } = spawnSync("npm", ["pack", "--json", "--ignore-scripts", ...options], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === "win32",
  })
  if (status !== 0) throw new UserError(`npm pack failed: ${stderr}`)
  const answer = JSON.parse(stdout)
  // npm 12 answers with an object by name.
  return Array.isArray(answer) ? answer[0] : Object.values(answer)[0]
}
