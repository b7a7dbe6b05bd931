import path from "node:path"
import { installLocked } from "../install-locked.mjs"
import { copySources, installPackage } from "../runners/prepare.mjs"
import { runScript } from "../tests/run-script.mjs"
import { UserError } from "../user-error.mjs"

/**
 * Makes build/services, with the services' sources, their packages, and this package as its tarball has it; compiles them,
 * and returns the folder of the compiled ones.
 * @param {string} root
 */
export function prepare(root) {
  const folder = path.join(root, "build", "services")
  copySources(path.join(root, "examples", "services"), folder)
  installLocked(folder)
  installPackage(root, folder)
  const compiler = path.join("node_modules", "typescript", "bin", "tsc")
  if (runScript(root, [compiler, "-p", folder]) !== 0) throw new UserError("The services do not compile")
  return path.join(folder, "dist")
}
