import { existsSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { AddonNotFoundError } from "./errors.js"
import { addonsIn, findAddon } from "./find.js"
import { glibcProblem, glibcVersion } from "./glibc.js"
import type { Libc } from "./libc.js"
import type { NamedAddon } from "./path.js"
import { permissionProblem } from "./permission.js"

const otherPlaces =
  "Or name the addon's file by the environment variable ZMQ_NAPI_ADDON, or by setAddonPath of zmq-napi/addon."

/** Explains why the addon that was named cannot be loaded. */
export function explainNamed({ file, by }: NamedAddon, error: Error): AddonNotFoundError {
  const known = permissionProblem(error, dirname(file)) ?? glibcProblem(error, file, [])
  if (known !== undefined) return known
  if (!existsSync(file)) {
    const lines = [
      `The native addon of zmq-napi was not found: ${by} names a file that does not exist.`,
      `  file: ${file}`,
      "Name the .node file of this platform: prebuilds/ of the package holds those that it has.",
    ]
    return new AddonNotFoundError("ERR_ZMQ_NAPI_NOT_FOUND", lines.join("\n"), error)
  }
  return loadProblem(error, [`  file: ${file}, named by ${by}`], [])
}

interface Failure {
  /** The folder that is the package's, unless the package is part of a bundle. */
  root: string | undefined
  /** The folders in which the addon was looked for. */
  folders: readonly string[]
  libc: Libc | undefined
  error: Error | undefined
}

/** Explains why no addon of the package can be loaded. */
export function explainFailure(failure: Failure): AddonNotFoundError {
  const { root, folders, libc, error } = failure
  const package_ = root !== undefined && isPackage(root) ? root : undefined
  const forbidden = permissionProblem(error, root)
  if (forbidden !== undefined) return forbidden
  const file = folders.map((folder) => findAddon(folder, libc)).find((found) => found !== undefined)
  const remedy = package_ === undefined ? [] : buildRemedy(package_)
  if (error !== undefined && file !== undefined) {
    return glibcProblem(error, file, remedy) ?? loadProblem(error, [`  file: ${file}`], remedy)
  }
  return package_ === undefined ? bundled(failure) : missing(package_, libc, error, remedy)
}

function isPackage(root: string): boolean {
  try {
    return JSON.parse(readFileSync(join(root, "package.json"), "utf8")).name === "zmq-napi"
  } catch {
    return false
  }
}

function missing(root: string, libc: Libc | undefined, error: unknown, remedy: string[]): AddonNotFoundError {
  const lines = [
    "The native addon of zmq-napi was not found.",
    `  Needed for: ${describeMachine(libc)}`,
    ...["build/Release", "build/Debug", "prebuilds"].map((folder) => `  ${folder}: ${listAddons(join(root, folder))}`),
    `  looked for in ${root}`,
    ...remedy,
  ]
  return new AddonNotFoundError("ERR_ZMQ_NAPI_NOT_FOUND", lines.join("\n"), error)
}

function bundled({ root, folders, libc, error }: Failure): AddonNotFoundError {
  // A folder inside an executable does not exist, nor does perhaps that which the package had when it was bundled.
  const places = folders.filter((folder) => folder !== root && existsSync(folder))
  const lines = [
    "The native addon of zmq-napi was not found: zmq-napi is part of a bundle, and its package is not there.",
    `  Needed for: ${describeMachine(libc)}`,
    `  looked for prebuilds/ in ${places.join(", ")}`,
    "Mark zmq-napi as external and install it where the bundle runs, or copy prebuilds/ next to the bundle or executable.",
    otherPlaces,
  ]
  return new AddonNotFoundError("ERR_ZMQ_NAPI_BUNDLED", lines.join("\n"), error)
}

function loadProblem(error: Error, facts: string[], remedy: string[]): AddonNotFoundError {
  const lines = [
    `The native addon of zmq-napi could not be loaded: ${error.message.trim()}`,
    ...facts,
    `  Needed for: ${describeMachine(undefined)}`,
    ...(remedy.length > 0
      ? remedy
      : ["Use the file of this platform from prebuilds/ of the package, of the same version."]),
  ]
  return new AddonNotFoundError("ERR_ZMQ_NAPI_LOAD", lines.join("\n"), error)
}

/** Nothing where the package was copied without its sources. */
function buildRemedy(root: string): string[] {
  const script = join(root, "scripts", "build.mjs")
  if (!existsSync(script)) return ["Install zmq-napi on this platform, and copy its whole folder.", otherPlaces]
  return [
    "To build it from the source that is in the package (cmake and a C++17 compiler needed, no network):",
    `  node "${script}"`,
  ]
}

function describeMachine(libc: Libc | undefined): string {
  const { platform, arch, versions } = process
  const name = libc === "musl" ? "musl" : `glibc ${glibcVersion() ?? ""}`.trim()
  const runtime = ["electron", "bun", "deno"]
    .filter((name) => versions[name])
    .map((name) => `, ${name} ${versions[name]}`)
  return `${platform} ${arch}${platform === "linux" ? `, ${name}` : ""}, Node ${versions.node}${runtime.join("")}, Node-API ${versions.napi}`
}

function listAddons(folder: string): string {
  if (!existsSync(folder)) return "not there"
  return addonsIn(folder, true).join(", ") || "empty"
}
