import { spawnSync } from "node:child_process"
import { UserError } from "../user-error.mjs"

/** @typedef {{ filename: string, files: { path: string }[], size: number, unpackedSize: number }} Packed */

/**
 * Packs the package into a folder. Without the package's scripts, whose output would mix with the answer: what they do
 * must be done before.
 * @param {string} root
 * @param {string} folder
 * @returns {Packed}
 */
export function pack(root, folder) {
  const parameters = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder]
  const { status, stdout, stderr } = spawnSync("npm", parameters, { cwd: root, encoding: "utf8" })
  if (status !== 0) throw new UserError(`npm pack failed: ${stderr}`)
  return JSON.parse(stdout)[0]
}
