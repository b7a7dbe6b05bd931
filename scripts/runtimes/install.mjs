import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { UserError } from "../user-error.mjs"

const here = path.dirname(fileURLToPath(import.meta.url))

/** Installs the runtimes that the lockfile of this folder pins. */
export function installRuntimes() {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new UserError("the runtimes are pinned for Linux on x64 alone")
  }
  const lockfile = fs.readFileSync(path.join(here, "package-lock.json"), "utf8")
  // Written last, so that it shows a complete installation.
  const stamp = path.join(here, "node_modules", "installed-lock.json")
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === lockfile) return
  const parameters = ["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"]
  const { error, status } = spawnSync("npm", parameters, { cwd: here, stdio: ["ignore", "ignore", "inherit"] })
  if (error || status !== 0) throw new UserError(`npm ci failed in scripts/runtimes: ${error?.message ?? status}`)
  fs.writeFileSync(stamp, lockfile)
}
