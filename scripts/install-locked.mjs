import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { UserError } from "./user-error.mjs"

/**
 * Installs what the lockfile of this folder pins, unless it is there. With `force`, also what is for other processors and
 * systems.
 * @param {string} folder
 * @param {{ force?: boolean }} [options]
 */
export function installLocked(folder, { force = false } = {}) {
  const lockfile = fs.readFileSync(path.join(folder, "package-lock.json"), "utf8")
  // Written last, so that it shows a complete installation.
  const stamp = path.join(folder, "node_modules", "installed-lock.json")
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === lockfile) return
  const parameters = ["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"]
  if (force) parameters.push("--force")
  const { error, status } = spawnSync("npm", parameters, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] })
  if (error || status !== 0) throw new UserError(`npm ci failed in ${folder}: ${error?.message ?? status}`)
  fs.writeFileSync(stamp, lockfile)
}
