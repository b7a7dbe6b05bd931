import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { installLocked } from "../install-locked.mjs"
import { pack } from "../package/pack.mjs"
import { UserError } from "../user-error.mjs"

/**
 * Makes a folder with the suites, the runners, and this package as its tarball has it. A link to the repository would
 * not do, because runners transform what is not in node_modules. The folder is not in test/, where the runners' files
 * would count as ours.
 * @param {string} root
 */
export function prepare(root) {
  const folder = path.join(root, "build", "runners")
  copySources(path.join(root, "test", "runners"), folder)
  installLocked(folder)
  installPackage(root, folder)
  return folder
}

/**
 * Removes what an earlier run has left, except for the installed packages.
 * @param {string} sources
 * @param {string} folder
 */
export function copySources(sources, folder) {
  fs.mkdirSync(folder, { recursive: true })
  for (const name of fs.readdirSync(folder)) {
    if (name !== "node_modules") fs.rmSync(path.join(folder, name), { recursive: true })
  }
  fs.cpSync(sources, folder, { recursive: true })
}

/**
 * Unpacks the tarball by hand: npm would need its hash in the lockfile. The one dependency, node-gyp-build, is
 * installed by the lockfile.
 * @param {string} root
 * @param {string} folder
 */
export function installPackage(root, folder) {
  const installed = path.join(folder, "node_modules", "zmq-napi")
  fs.rmSync(installed, { recursive: true, force: true })
  fs.mkdirSync(installed)
  const { filename } = pack(root, folder)
  run("tar", ["-xzf", filename, "--strip-components=1", "-C", path.relative(folder, installed)], folder)
  fs.rmSync(path.join(folder, filename))
}

/**
 * @param {string} command
 * @param {string[]} parameters
 * @param {string} cwd
 */
function run(command, parameters, cwd) {
  const { error, status } = spawnSync(command, parameters, { cwd, stdio: "inherit" })
  if (error || status !== 0) throw new UserError(`${command} ${parameters[0]} failed: ${error?.message ?? status}`)
}
