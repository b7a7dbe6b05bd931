import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { installLocked } from "../install-locked.mjs"
import { UserError } from "../user-error.mjs"

/** @import { Target } from "./targets.mjs" */

const here = path.dirname(fileURLToPath(import.meta.url))

/**
 * Gets the toolchain ready, and returns CMake's definitions for the target.
 * @param {string} root
 * @param {Target} target
 */
export function prepareToolchain(root, target) {
  if (target.toolchain === "zig") return zig(root, target)
  if (target.toolchain === "mingw") return mingw(root, target)
  const [architecture = "", version = ""] = target.triple.split("-apple-macos")
  return [`-DCMAKE_OSX_ARCHITECTURES=${architecture}`, `-DCMAKE_OSX_DEPLOYMENT_TARGET=${version}`]
}

/**
 * CMake wants a file for each compiler, zig is one program with subcommands.
 * @param {string} root
 * @param {Target} target
 */
function zig(root, target) {
  installLocked(here)
  const binary = path.join(here, "node_modules", "@zigc", `${process.platform}-${process.arch}`, "bin", "zig")
  if (!fs.existsSync(binary)) throw new UserError(`zig is not there for ${process.platform} ${process.arch}`)
  const folder = path.join(root, "build-cmake", "zig")
  fs.mkdirSync(folder, { recursive: true })
  for (const command of ["cc", "c++", "ar", "ranlib"]) {
    const script = `#!/bin/sh\nexec "${binary}" ${command} "$@"\n`
    const file = path.join(folder, `zig-${command}`)
    // CMake would configure everything again if the file had a new date.
    if (!fs.existsSync(file) || fs.readFileSync(file, "utf8") !== script)
      fs.writeFileSync(file, script, { mode: 0o755 })
  }
  return [
    `-DCMAKE_TOOLCHAIN_FILE=${path.join(root, "cmake", "toolchains", "zig.cmake")}`,
    `-DZMQ_NAPI_ZIG=${folder}`,
    `-DZMQ_NAPI_ZIG_TARGET=${target.triple}`,
  ]
}

/**
 * The variant with POSIX threads: the other lacks std::thread.
 * @param {string} root
 * @param {Target} target
 */
function mingw(root, { triple }) {
  const tools = [`${triple}-gcc-posix`, `${triple}-g++-posix`, `${triple}-dlltool`]
  const missing = tools.filter((tool) => spawnSync(tool, ["--version"]).status !== 0)
  if (missing.length > 0) {
    throw new UserError(`${missing.join(" and ")} not found; apt-get install g++-mingw-w64-x86-64-posix`)
  }
  return [`-DCMAKE_TOOLCHAIN_FILE=${path.join(root, "cmake", "toolchains", "mingw.cmake")}`]
}

/** Where zig keeps what it has compiled of its own libraries: shared by all targets. @param {string} root */
export function toolchainEnvironment(root) {
  return { ZIG_GLOBAL_CACHE_DIR: path.join(root, "build-cmake", "zig", "cache") }
}
