import { spawnSync } from "node:child_process"
import crypto from "node:crypto"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { UserError } from "../user-error.mjs"
import { checkPrerequisites } from "./prerequisites.mjs"

/**
 * What a build folder is configured with: definitions for CMake, and what pkg-config says of the system's libraries.
 * @typedef {{ root: string, definitions: string[], libraries: Record<string, string> }} Configuration
 */

/**
 * Configures if needed, builds the target with all cores, and returns the path of `product` in the build folder, which
 * is the one of these definitions in build-cmake unless another is given.
 * @param {Configuration & { folder?: string, debug?: boolean, target: string, product: string }} build
 */
export function buildTarget({ root, definitions, debug = false, libraries, target, product, folder }) {
  folder ??= path.join(root, "build-cmake", variant(definitions, debug))
  configure(folder, { root, definitions, libraries }, debug)
  const cores = Number(process.env.CMAKE_BUILD_PARALLEL_LEVEL) || os.availableParallelism()
  run(buildCommand({ folder, debug, target, cores }))
  return path.join(folder, product)
}

/**
 * The build folder's name. Each set of definitions has one of its own, so that going back and forth compiles nothing
 * again.
 * @param {string[]} definitions
 * @param {boolean} debug
 */
export function variant(definitions, debug) {
  const name = buildType(debug).toLowerCase()
  if (definitions.length === 0) return name
  return `${name}-${crypto.createHash("sha256").update(definitions.join(" ")).digest("hex").slice(0, 8)}`
}

/**
 * CMake itself notices changes of CMakeLists.txt. A folder that was configured only half-way, for another place,
 * another compiler or other libraries of the system is made anew: CMake would reuse its cache, or refuse it.
 * @param {string} folder
 * @param {Configuration} configuration
 * @param {boolean} debug
 */
function configure(folder, configuration, debug) {
  const { root, definitions } = configuration
  const stamp = path.join(folder, "configured.json")
  const settings = settingsOf(configuration, process.env)
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === settings) return
  const { generator } = checkPrerequisites()
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(folder, { recursive: true })
  run(configureCommand({ root, folder, definitions, debug, generator, cmakeJs: findCMakeJs(root) }))
  fs.writeFileSync(stamp, settings)
}

/**
 * @param {{ root: string, folder: string, definitions: string[], debug: boolean, generator: string[],
 *   cmakeJs?: string | undefined }} build
 * @returns {string[]}
 */
export function configureCommand({ root, folder, definitions, debug, generator, cmakeJs }) {
  const type = buildType(debug)
  if (cmakeJs === undefined) {
    return ["cmake", "-S", root, "-B", folder, ...generator, `-DCMAKE_BUILD_TYPE=${type}`, ...definitions]
  }
  const forwarded = definitions.map((definition) => definition.replace(/^-D/, "--CD"))
  const settings = ["--log-level", "warn", "--config", type, "-d", root, "-O", folder]
  return [process.execPath, cmakeJs, "configure", ...settings, ...forwarded]
}

/**
 * @param {{ folder: string, debug: boolean, target: string, cores: number }} build
 * @returns {string[]}
 */
export function buildCommand({ folder, debug, target, cores }) {
  const type = buildType(debug)
  return ["cmake", "--build", folder, "--config", type, "--target", target, "--parallel", String(cores)]
}

/** @param {boolean} debug */
function buildType(debug) {
  return debug ? "Debug" : "Release"
}

/**
 * cmake-js knows the toolchains of the platforms. The installed package does not bring it; there cmake alone is enough.
 * @param {string} root
 */
function findCMakeJs(root) {
  const file = path.join(root, "node_modules", "cmake-js", "bin", "cmake-js")
  return fs.existsSync(file) ? file : undefined
}

const compilerVariables = ["CC", "CXX", "CFLAGS", "CXXFLAGS", "LDFLAGS", "CMAKE_GENERATOR"]
// Where the system's libraries are looked for. They matter only to a build that takes some.
const libraryVariables = [
  "PKG_CONFIG",
  "PKG_CONFIG_PATH",
  "PKG_CONFIG_LIBDIR",
  "PKG_CONFIG_SYSROOT_DIR",
  "CMAKE_PREFIX_PATH",
]

/**
 * All that a build folder depends on. A folder that was configured with anything else cannot be used.
 * @param {Configuration} configuration
 * @param {NodeJS.ProcessEnv} environment
 */
export function settingsOf({ root, definitions, libraries }, environment) {
  const takesLibraries = Object.keys(libraries).length > 0
  const names = [...compilerVariables, ...(takesLibraries ? libraryVariables : [])].filter((name) => environment[name])
  const variables = Object.fromEntries(names.map((name) => [name, environment[name]]))
  return JSON.stringify({ root, definitions, libraries, environment: variables }, undefined, 2)
}

/** @param {string[]} commandLine */
function run([command = "", ...parameters]) {
  const { error, status, signal } = spawnSync(command, parameters, { stdio: "inherit" })
  if (error) throw new UserError(`${command} could not be started: ${error.message}`)
  if (status !== 0) {
    throw new UserError(
      `The native build failed (${path.basename(command)} ended with ${signal ?? status}); see above.`,
    )
  }
}
