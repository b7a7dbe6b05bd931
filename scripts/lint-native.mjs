// Checks our C++ and C sources with clang-format and clang-tidy, which needs a finished build for its compile commands.
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { explain, UserError } from "./user-error.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const commands = path.join("build-cmake", "release")
// GCC's flags for link-time optimization, which clang does not know.
const noisy = "--extra-arg=-Wno-ignored-optimization-argument"

try {
  const sources = ["native/zmq", "native/node", "bench/native"].flatMap(sourcesOf)
  run("clang-format", ["--dry-run", "-Werror", ...sources])
  if (!fs.existsSync(path.join(root, commands, "compile_commands.json"))) {
    throw new UserError(`${commands} has no compile commands: run "npm run build:native" first`)
  }
  const units = sources.filter((file) => /\.cc?$/.test(file))
  run(
    "xargs",
    ["-P", String(os.availableParallelism()), "-n", "4", "clang-tidy", "-p", commands, "--quiet", noisy],
    units,
  )
  console.log(`clang-format: ${sources.length} files, clang-tidy: ${units.length} files, no findings`)
} catch (error) {
  explain(error)
}

/** @param {string} folder */
function sourcesOf(folder) {
  const files = fs.readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
  return files.filter((file) => /\.(h|cc?)$/.test(file)).map((file) => `${folder}/${file}`)
}

/**
 * @param {string} command
 * @param {string[]} parameters
 * @param {string[]} lines for its input
 */
function run(command, parameters, lines = []) {
  const { error, status, stdout, stderr } = spawnSync(command, parameters, {
    cwd: root,
    encoding: "utf8",
    input: lines.join("\n"),
    maxBuffer: 64 << 20,
  })
  if (error) throw new UserError(`${command} could not be started: ${error.message}`)
  if (status === 0) return
  // clang-tidy also counts the warnings in third-party headers, which it does not show.
  const findings = `${stdout}${stderr}`.replace(/^\d+ warnings? (generated|treated).*\n/gm, "")
  throw new UserError(`${parameters.includes("clang-tidy") ? "clang-tidy" : command} found faults:\n${findings}`)
}
