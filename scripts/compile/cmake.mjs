import { spawnSync } from "node:child_process"
import crypto from "node:crypto"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { Failure } from "../explain.mjs"
import { checkPrerequisites } from "./prerequisites.mjs"

// Configures if needed, builds the target with all cores, and returns the path of `product` in the build folder.
export function buildTarget({ root, definitions, target, product }) {
  const folder = path.join(root, "build-cmake", variant(definitions))
  const cores = os.availableParallelism()
  configure(root, folder, definitions)
  run("cmake", ["--build", folder, "--config", "Release", "--target", target, "--parallel", String(cores)])
  return path.join(folder, product)
}

// Builds with other options do not disturb the usual one: going back and forth compiles nothing again.
function variant(definitions) {
  if (definitions.length === 0) return "release"
  return `release-${crypto.createHash("sha256").update(definitions.join(" ")).digest("hex").slice(0, 8)}`
}

// CMake looks after changes of CMakeLists.txt itself. A folder that was configured only half-way, for another place
// or another compiler is begun anew: CMake would reuse its cache, or refuse it.
function configure(root, folder, definitions) {
  const stamp = path.join(folder, "configured.json")
  const settings = JSON.stringify({ root, definitions, environment: compilerEnvironment() }, undefined, 2)
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === settings) return
  const { generator } = checkPrerequisites()
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(folder, { recursive: true })
  const cmakeJs = findCMakeJs(root)
  if (cmakeJs === undefined) {
    run("cmake", ["-S", root, "-B", folder, ...generator, "-DCMAKE_BUILD_TYPE=Release", ...definitions])
  } else {
    const forwarded = definitions.map((definition) => definition.replace(/^-D/, "--CD"))
    run(process.execPath, [cmakeJs, "configure", "--log-level", "warn", "-d", root, "-O", folder, ...forwarded])
  }
  fs.writeFileSync(stamp, settings)
}

// cmake-js knows the toolchains of the platforms. In the installed package, which does not bring it, cmake does alone.
function findCMakeJs(root) {
  const file = path.join(root, "node_modules", "cmake-js", "bin", "cmake-js")
  return fs.existsSync(file) ? file : undefined
}

function compilerEnvironment() {
  const names = ["CC", "CXX", "CFLAGS", "CXXFLAGS", "LDFLAGS", "CMAKE_GENERATOR"]
  return Object.fromEntries(names.filter((name) => process.env[name]).map((name) => [name, process.env[name]]))
}

function run(command, parameters) {
  const { error, status, signal } = spawnSync(command, parameters, { stdio: "inherit" })
  if (error) throw new Failure(`${command} could not be started: ${error.message}`)
  if (status !== 0) {
    throw new Failure(`The native build failed (${path.basename(command)} ended with ${signal ?? status}); see above.`)
  }
}
