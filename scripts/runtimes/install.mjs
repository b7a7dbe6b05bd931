import path from "node:path"
import { fileURLToPath } from "node:url"
import { installLocked } from "../install-locked.mjs"
import { UserError } from "../user-error.mjs"

const here = path.dirname(fileURLToPath(import.meta.url))

/** Installs the runtimes that the lockfile of this folder pins. */
export function installRuntimes() {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new UserError("the runtimes are pinned for Linux on x64 alone")
  }
  installLocked(here)
}
