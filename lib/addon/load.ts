import { existsSync, readdirSync } from "node:fs"
import { join, resolve } from "node:path"

// Tests load the modules one by one; these lie one folder deeper than the bundle.
const isModule = __filename.endsWith(join("dist", "addon", "load.js"))
const packageRoot = resolve(__dirname, isModule ? "../.." : "..")

/** The package has neither a prebuilt nor a locally built addon for this machine, or the addon cannot be loaded. */
export class AddonNotFoundError extends Error {
  override readonly name = "AddonNotFoundError"
  readonly code = "ERR_ZMQ_NAPI_NOT_FOUND"
}

/**
 * Loads the native addon: from build/Release if it was built here, else the one in prebuilds/ that fits this machine.
 */
export function loadAddon(root: string = packageRoot): unknown {
  const nodeGypBuild: (folder: string) => unknown = require("node-gyp-build")
  try {
    return nodeGypBuild(root)
  } catch (error) {
    throw new AddonNotFoundError(explain(root, error as Error), { cause: error })
  }
}

function explain(root: string, { message }: Error): string {
  // If node-gyp-build found no addon, its message adds nothing. A message of the dynamic linker does.
  const found = !message.startsWith("No native build was found")
  return [
    `The native addon of zmq-napi ${found ? `could not be loaded: ${message}` : "was not found."}`,
    `  Needed for: ${describeMachine()}`,
    ...["build/Release", "build/Debug", "prebuilds"].map((folder) => `  ${folder}: ${listAddons(join(root, folder))}`),
    `  looked for in ${root}`,
    "To build it from the source that is in the package (cmake and a C++17 compiler needed, no network):",
    `  node "${join(root, "scripts", "build.mjs")}"`,
  ].join("\n")
}

function describeMachine(): string {
  const { platform, arch, versions } = process
  const libc = platform === "linux" ? `, ${describeLibc()}` : ""
  const runtime = ["electron", "bun", "deno"]
    .filter((name) => versions[name])
    .map((name) => `, ${name} ${versions[name]}`)
  return `${platform} ${arch}${libc}, Node ${versions.node}${runtime.join("")}, Node-API ${versions.napi}`
}

// Decides as node-gyp-build does. The version of glibc is shown because it may be too old for a prebuilt addon.
function describeLibc(): string {
  if (process.env.LIBC) return `${process.env.LIBC} (by the environment variable LIBC)`
  if (existsSync("/etc/alpine-release")) return "musl"
  const { header } = (process.report?.getReport() ?? {}) as { header?: { glibcVersionRuntime?: string } }
  return header?.glibcVersionRuntime ? `glibc ${header.glibcVersionRuntime}` : "glibc"
}

function listAddons(folder: string): string {
  if (!existsSync(folder)) return "not there"
  const files = readdirSync(folder, { recursive: true }).map(String)
  return (
    files
      .filter((file) => file.endsWith(".node"))
      .sort()
      .join(", ") || "empty"
  )
}
