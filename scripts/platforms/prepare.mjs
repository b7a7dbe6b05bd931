import { spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { installLocked } from "../install-locked.mjs"
import { UserError } from "../user-error.mjs"

/** @import { Target } from "../prebuild/targets.mjs" */

const here = path.dirname(fileURLToPath(import.meta.url))
export const runtimes = path.join(here, "node_modules")
const cache = path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), ".cache"), "zmq-napi")

/** Installs the runtimes that the lockfile of this folder pins, also those of other processors and systems. */
export function installRuntimes() {
  installLocked(here, { force: true })
}

/**
 * Makes a folder with the smoke test and the package, which has the binary of the target alone. Its name is not ASCII.
 * It is not in the repository, where "zmq-napi" would be the repository itself. The caller removes it.
 * @param {string} root
 * @param {Target} target
 */
export function preparePackage(root, target) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "zmq-napi-é-"))
  const installed = path.join(folder, "node_modules", "zmq-napi")
  fs.mkdirSync(path.dirname(path.join(installed, target.file)), { recursive: true })
  for (const name of ["package.json", "dist"]) {
    fs.cpSync(path.join(root, name), path.join(installed, name), { recursive: true })
  }
  fs.copyFileSync(path.join(root, target.file), path.join(installed, target.file))
  const dependency = path.join("node_modules", "node-gyp-build")
  fs.cpSync(path.join(root, dependency), path.join(folder, dependency), { recursive: true })
  fs.copyFileSync(path.join(here, "smoke.cjs"), path.join(folder, "smoke.cjs"))
  return folder
}

/**
 * The root folder of a Debian release, made by debootstrap and kept in the user's cache.
 * @param {string} release
 */
export function debianRoot(release) {
  const folder = path.join(cache, release)
  // Written last, so that it shows a complete installation.
  const stamp = path.join(folder, "complete")
  if (fs.existsSync(stamp)) return folder
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(cache, { recursive: true })
  run("debootstrap", ["--variant=minbase", release, folder], cache)
  fs.writeFileSync(stamp, "")
  return folder
}

/**
 * A folder with the files of packages of a Debian release for any processor, kept in the user's cache. Nothing of them
 * is run.
 * @param {string} release
 * @param {string} architecture Debian's name
 * @param {string[]} names
 */
export function debianPackages(release, architecture, names) {
  const folder = path.join(cache, `${release}-${architecture}-${names.join("-")}`)
  const stamp = path.join(folder, "complete")
  if (fs.existsSync(stamp)) return folder
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(folder, { recursive: true })
  const system = path.join(folder, "download")
  const parameters = ["--download-only", `--arch=${architecture}`, "--variant=minbase", `--include=${names.join(",")}`]
  run("debootstrap", [...parameters, release, system], folder)
  const archives = path.join(system, "var", "cache", "apt", "archives")
  for (const name of names) {
    const file = fs.readdirSync(archives).find((entry) => entry.startsWith(`${name}_`))
    if (file === undefined) throw new UserError(`debootstrap has not fetched ${name}`)
    run("dpkg-deb", ["-x", path.join(archives, file), folder], folder)
  }
  fs.rmSync(system, { recursive: true })
  fs.writeFileSync(stamp, "")
  return folder
}

/**
 * Puts the package, the smoke test and a runtime into a root folder, and returns the package's place in it.
 * @param {string} system the root folder
 * @param {string} folder
 * @param {string} runtime
 */
export function copyInto(system, folder, runtime) {
  const place = "/opt/smoke"
  const copy = path.join(system, place)
  fs.rmSync(copy, { recursive: true, force: true })
  fs.cpSync(folder, copy, { recursive: true })
  fs.copyFileSync(runtime, path.join(copy, "node"))
  return place
}

/**
 * @param {string} command
 * @param {string[]} parameters
 * @param {string} cwd
 */
function run(command, parameters, cwd) {
  const { error, status } = spawnSync(command, parameters, { cwd, stdio: ["ignore", "ignore", "inherit"] })
  if (error || status !== 0) throw new UserError(`${command} failed in ${cwd}: ${error?.message ?? status}`)
}
