import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { UserError } from "../user-error.mjs"

// Programs that load the package by require and by import, send a message there and back, and compare the two ways.
const commonJs = `const { Reply, Request, version } = require("zmq-napi")
async function main() {
  const reply = new Reply()
  const request = new Request()
  await reply.bind("tcp://127.0.0.1:*")
  request.connect(reply.lastEndpoint)
  await request.send("ping")
  await reply.send(await reply.receive())
  console.log("require: libzmq", version, String(await request.receive()))
  reply.close()
  request.close()
}
main()`
const esModule = `import standard, * as zmq from "zmq-napi"
import * as draft from "zmq-napi/draft"
import { createRequire } from "node:module"
const required = createRequire(process.cwd() + "/x.js")("zmq-napi")
for (const name of Object.keys(required)) if (zmq[name] !== required[name]) throw new Error("import lacks " + name)
if (standard !== required) throw new Error("the default export is something else")
if (!(draft.Server.prototype instanceof zmq.Socket)) throw new Error("zmq-napi/draft is loaded apart")
console.log("import:", Object.keys(required).length, "names,", Object.keys(draft.default).length, "drafts")`

/**
 * Installs the tarball in an empty folder, without any script, and returns the folder.
 * @param {string} tarball
 * @param {string} scratch
 */
export function install(tarball, scratch) {
  const folder = path.join(scratch, "consumer")
  fs.mkdirSync(folder)
  fs.writeFileSync(path.join(folder, "package.json"), `{ "name": "consumer", "private": true }\n`)
  run("npm", ["install", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", tarball], { cwd: folder })
  return folder
}

/**
 * The PATH is empty, so that nothing can be compiled.
 * @param {string} folder
 */
export function checkInstalled(folder) {
  const options = { cwd: folder, env: { PATH: "" } }
  run(process.execPath, ["-e", commonJs], options)
  run(process.execPath, ["--input-type=module", "-e", esModule], options)
}

/**
 * Removes the prebuilt addon, checks that the error of loading names the remedy, and applies it, without network where
 * the system allows that.
 * @param {string} folder
 */
export function checkSourceBuild(folder) {
  const installed = path.join(folder, "node_modules", "zmq-napi")
  fs.rmSync(path.join(installed, "prebuilds"), { recursive: true })
  const { status, stderr } = spawnSync(process.execPath, ["-e", commonJs], { cwd: folder, encoding: "utf8" })
  if (status === 0 || !stderr.includes("ERR_ZMQ_NAPI_NOT_FOUND"))
    throw new UserError(`Loads without an addon: ${stderr}`)
  const remedy = stderr.match(/^ {2}node "(.*build\.mjs)"$/m)?.[1]
  if (remedy === undefined) throw new UserError(`The error of a missing addon names no remedy:\n${stderr}`)
  const offline = spawnSync("unshare", ["-rn", "true"]).status === 0
  /** @type {import("node:child_process").SpawnSyncOptions} */
  const options = { cwd: folder, stdio: ["ignore", "ignore", "inherit"] }
  if (offline) run("unshare", ["-rn", process.execPath, remedy], options)
  else run(process.execPath, [remedy], options)
  console.log(`built from the package's own source${offline ? ", without network" : ""}`)
  checkInstalled(folder)
}

/**
 * @param {string} command
 * @param {string[]} parameters
 * @param {import("node:child_process").SpawnSyncOptions} options
 */
function run(command, parameters, options) {
  const { error, status } = spawnSync(command, parameters, { stdio: "inherit", ...options })
  if (error || status !== 0) {
    throw new UserError(
      `${path.basename(command)} ${parameters[0]} failed in ${options.cwd}: ${error?.message ?? status}`,
    )
  }
}
