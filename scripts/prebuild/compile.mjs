#!/usr/bin/env node
// What prebuildify runs in place of node-gyp for a target of another platform: builds ZMQ_NAPI_TARGET's addon in a
// folder that belongs to the target, and puts it where prebuildify looks, below the folder it runs in. It builds in the
// same folder each time, so that only what has changed is compiled again.
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { buildCommand } from "../compile/cmake.mjs"
import { install } from "../compile/install.mjs"
import { checkPrerequisites } from "../compile/prerequisites.mjs"
import { explain, UserError } from "../user-error.mjs"
import { selectTargets } from "./targets.mjs"
import { prepareToolchain, toolchainEnvironment } from "./toolchains.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..")

try {
  const [target] = selectTargets([process.env.ZMQ_NAPI_TARGET ?? ""])
  if (target === undefined) throw new UserError("ZMQ_NAPI_TARGET names no target")
  const folder = path.resolve("cmake")
  configure(folder, prepareToolchain(root, target))
  run(buildCommand({ folder, debug: false, target: "zmq_napi", cores: os.availableParallelism() }))
  install(path.join(folder, "addon", "zmq_napi.node"), path.resolve("build", "Release", "zmq_napi.node"))
} catch (error) {
  explain(error)
}

/**
 * A folder that was configured half-way or in another way is made anew.
 * @param {string} folder
 * @param {string[]} definitions
 */
function configure(folder, definitions) {
  const stamp = path.join(folder, "configured.json")
  const settings = JSON.stringify({ root, definitions })
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === settings) return
  const { generator } = checkPrerequisites()
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(folder, { recursive: true })
  run(["cmake", "-S", root, "-B", folder, ...generator, "-DCMAKE_BUILD_TYPE=Release", ...definitions])
  fs.writeFileSync(stamp, settings)
}

/** @param {string[]} commandLine */
function run([command = "", ...parameters]) {
  const env = { ...process.env, ...toolchainEnvironment(root) }
  const { error, status } = spawnSync(command, parameters, { stdio: "inherit", env })
  if (error || status !== 0) throw new UserError(`${command} failed: ${error?.message ?? status}`)
}
