import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { installLocked } from "../install-locked.mjs"
import { pack } from "../package/pack.mjs"
import { UserError } from "../user-error.mjs"

/**
 * Installs the bundlers, and makes a project beside them that has the packed package installed.
 * @param {string} root
 */
export function prepare(root) {
  const folder = path.join(root, "build", "bundlers")
  const own = path.join(root, "scripts", "bundlers")
  fs.mkdirSync(folder, { recursive: true })
  installBundlers(own, folder)
  const project = path.join(folder, "project")
  fs.rmSync(project, { recursive: true, force: true })
  fs.cpSync(path.join(own, "project"), project, { recursive: true })
  installPackage(root, folder, project)
  return { folder, project }
}

/**
 * @param {string} own
 * @param {string} folder
 */
function installBundlers(own, folder) {
  for (const name of ["package.json", "package-lock.json"])
    fs.copyFileSync(path.join(own, name), path.join(folder, name))
  installLocked(folder)
}

/**
 * @param {string} root
 * @param {string} folder
 * @param {string} project
 */
function installPackage(root, folder, project) {
  const { filename } = pack(root, folder)
  fs.writeFileSync(path.join(project, "package.json"), '{ "name": "service", "private": true }\n')
  const tarball = path.join(folder, filename)
  run("npm", ["install", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", tarball], project)
  fs.rmSync(tarball)
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
