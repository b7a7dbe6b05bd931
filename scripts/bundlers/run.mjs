import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"

/** @import { Case } from "./cases.mjs" */

const limit = 120_000

/**
 * Bundles the service. Returns a fault, if there is one.
 * @param {Case} bundler
 * @param {string} project
 */
export function bundle({ steps }, project) {
  for (const [command = "", ...parameters] of steps) {
    const { code, output } = run(programOf(command, project), parameters, project)
    if (code !== 0) return `${command} ended with ${code}:\n${output}`
  }
  return undefined
}

/**
 * Runs the result in its folder, first without what has to be copied next to it. Returns a fault, if there is one.
 * @param {Case} bundler
 * @param {string} folder
 * @param {string} modules the project's node_modules, elsewhere
 */
export function check({ run: command, copy }, folder, modules) {
  const start = () => run(resolveCommand(command, folder), command.slice(1), folder)
  if (copy === "prebuilds") {
    const { code, output } = start()
    const explained = /ERR_ZMQ_NAPI_BUNDLED/.test(output) && /Mark zmq-napi as external/.test(output)
    if (code === 0 || !explained) return `without its addon it ended with ${code}:\n${output}`
    const missing = namedPaths(output).filter((file) => !fs.existsSync(file))
    if (missing.length > 0) return `the error names ${missing.join(", ")}, which does not exist:\n${output}`
    fs.cpSync(path.join(modules, "zmq-napi", "prebuilds"), path.join(folder, "prebuilds"), { recursive: true })
  } else if (copy === "package") {
    for (const name of ["zmq-napi", "node-gyp-build"])
      fs.cpSync(path.join(modules, name), path.join(folder, "node_modules", name), { recursive: true })
  }
  const { code, output } = start()
  return code === 0 && /^ping by libzmq 4\./m.test(output) ? undefined : `it ended with ${code}:\n${output}`
}

/** @param {string} output */
function namedPaths(output) {
  const line = output.match(/^ {2}looked for prebuilds\/ in (.*)$/m)?.[1]
  return line === undefined ? ["no folder"] : line.split(", ")
}

/**
 * @param {string[]} command
 * @param {string} folder
 */
function resolveCommand([command = ""], folder) {
  return command === "node" ? process.execPath : path.join(folder, command)
}

/**
 * @param {string} command
 * @param {string} project
 */
function programOf(command, project) {
  if (command === "node") return process.execPath
  const modules = path.join(project, "..", "node_modules")
  // The package bun has an install script, which would put this in its place.
  if (command === "bun") return path.join(modules, "@oven", `bun-${process.platform}-${process.arch}`, "bin", "bun")
  return path.join(modules, ".bin", command)
}

/**
 * @param {string} command
 * @param {string[]} parameters
 * @param {string} cwd
 */
function run(command, parameters, cwd) {
  const { error, status, signal, stdout, stderr } = spawnSync(command, parameters, {
    cwd,
    encoding: "utf8",
    timeout: limit,
    env: { ...process.env, NODE_OPTIONS: "", NODE_PATH: "", NO_COLOR: "1", ZMQ_NAPI_ADDON: "" },
  })
  return { code: error?.message ?? signal ?? status, output: `${stdout}${stderr}` }
}
