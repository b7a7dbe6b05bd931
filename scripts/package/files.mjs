import fs from "node:fs"
import path from "node:path"

/**
 * Where the tarball has the addon of each target.
 * @param {string} root
 * @returns {string[]}
 */
export function targetFiles(root) {
  /** @type {{ file: string }[]} */
  const targets = JSON.parse(fs.readFileSync(path.join(root, "scripts", "prebuild", "targets.json"), "utf8"))
  return targets.map(({ file }) => file)
}

/**
 * The files of a folder and those below it, relative to it, with "/" between the names.
 * @param {string} folder
 */
export function filesOf(folder) {
  if (!fs.existsSync(folder)) return []
  return fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => fs.statSync(path.join(folder, file)).isFile())
    .map((file) => file.replaceAll(path.sep, "/"))
    .sort()
}
