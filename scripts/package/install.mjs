import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { UserError } from "../user-error.mjs"

/** @import { Manager } from "./managers.mjs" */

// Programs that load the package by require and by import, send a message there and back, and compare the two ways.
const commonJs = `const { Reply, Request, version } = require("zmq-napi")
async function main() {
  const reply = new Reply()
  const request = new Request()
  await reply.bind("tcp://127.0.0.1:*")
  request.connect(reply.lastEndpoint)
  await request.send("ping")
  await reply.send(await reply.receive())
  if (String(await request.receive()) !== "ping") throw new Error("another reply")
  reply.close()
  request.close()
  console.log("require: libzmq", version)
}
main()
`
const esModule = `import standard, * as zmq from "zmq-napi"
import * as draft from "zmq-napi/draft"
import * as v5 from "zmq-napi/v5-compat"
import { createRequire } from "node:module"
const required = createRequire(import.meta.url)("zmq-napi")
for (const name of Object.keys(required)) if (zmq[name] !== required[name]) throw new Error("import lacks " + name)
if (standard !== required) throw new Error("the default export is something else")
if (!(draft.Server.prototype instanceof zmq.Socket)) throw new Error("zmq-napi/draft is loaded apart")
if (v5.version !== zmq.version) throw new Error("zmq-napi/v5-compat does not load")
console.log("import:", Object.keys(required).length, "names,", Object.keys(draft.default).length, "drafts")
`
// A shipped example, which loads the package that it is part of.
const example = `const path = require("node:path")
const folder = path.dirname(require.resolve("zmq-napi/package.json"))
require(path.join(folder, "dist", "examples", "envelopes.js"))
`

/**
 * Installs the package in a new folder with a PATH that has Node alone, so that nothing can be compiled, and a home of its
 * own. Returns the folder and what the manager printed. Scripts are allowed only to see that npm does not warn of any.
 * @param {{ manager: Manager, specifier: string, registry: string, scratch: string, scripts: boolean }} installation
 */
export function install({ manager, specifier, registry, scratch, scripts }) {
  const folder = fs.mkdtempSync(path.join(scratch, "consumer-"))
  const files = {
    "package.json": '{ "name": "consumer", "version": "1.0.0", "private": true }\n',
    ".npmrc": `registry=${registry}/\n`,
    ...manager.files,
  }
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text)
  const command = [...manager.command, ...manager.add, ...(scripts ? [] : (manager.ignoreScripts ?? [])), specifier]
  const output = run(command, folder, environmentOf(scratch), manager)
  return { folder, output }
}

/**
 * @param {string} scratch
 * @returns {NodeJS.ProcessEnv}
 */
function environmentOf(scratch) {
  const home = path.join(scratch, "home")
  fs.mkdirSync(home, { recursive: true })
  return {
    PATH: onlyNode(scratch),
    HOME: home,
    npm_config_cache: path.join(home, "npm"),
  }
}

/** @param {string} scratch */
function onlyNode(scratch) {
  const folder = path.join(scratch, "bin")
  if (!fs.existsSync(folder)) {
    fs.mkdirSync(folder)
    fs.symlinkSync(process.execPath, path.join(folder, "node"))
  }
  return folder
}

/**
 * Loads the installed package both ways, and runs the smoke test that all platforms run, an example that it holds, and
 * the command line.
 * @param {{ root: string, folder: string, scratch: string, manager?: Manager }} installed
 */
export function checkInstalled({ root, folder, scratch, manager }) {
  const [node = "", ...parameters] = manager?.node ?? [process.execPath]
  const smoke = fs.readFileSync(path.join(root, "scripts", "platforms", "smoke.cjs"), "utf8")
  const programs = { "require.cjs": commonJs, "import.mjs": esModule, "smoke.cjs": smoke, "example.cjs": example }
  const environment = { PATH: onlyNode(scratch), HOME: path.join(scratch, "home") }
  for (const [name, text] of Object.entries(programs)) {
    fs.writeFileSync(path.join(folder, name), text)
    run([node, ...parameters, path.join(folder, name)], folder, environment, manager)
  }
  // Where Node alone finds no packages, the manager runs their commands as it runs Node.
  const commandLine =
    parameters.length > 0
      ? [node, ...parameters.slice(0, -1), "zmq-napi"]
      : [path.join(folder, "node_modules", ".bin", "zmq-napi")]
  run([...commandLine, "info"], folder, environment, manager)
}

/**
 * npm warns of scripts that it runs or blocks at installation.
 * @param {string} output
 */
export function scriptWarnings(output) {
  return output.split("\n").filter((line) => /warn/i.test(line) && /script|prepare|gyp/i.test(line))
}

/**
 * Removes the prebuilt addon, checks that the error of loading names the remedy, and applies it, without network where
 * the system allows that.
 * @param {{ root: string, folder: string, scratch: string }} installed
 */
export function checkSourceBuild({ root, folder, scratch }) {
  const installed = path.join(folder, "node_modules", "zmq-napi")
  fs.rmSync(path.join(installed, "prebuilds"), { recursive: true })
  const { status, stderr } = spawnSync(process.execPath, ["-e", commonJs], { cwd: folder, encoding: "utf8" })
  if (status === 0 || !stderr.includes("ERR_ZMQ_NAPI_NOT_FOUND"))
    throw new UserError(`Loads without an addon: ${stderr}`)
  const remedy = stderr.match(/^ {2}node "(.*build\.mjs)"$/m)?.[1]
  if (remedy === undefined) throw new UserError(`The error of a missing addon names no remedy:\n${stderr}`)
  const offline = spawnSync("unshare", ["-rn", "true"]).status === 0
  const build = [process.execPath, remedy]
  run(offline ? ["unshare", "-rn", ...build] : build, folder, process.env)
  console.log(`built from the package's own source${offline ? ", without network" : ""}`)
  checkInstalled({ root, folder, scratch })
}

/**
 * Runs a command and returns what it prints, or throws an error with that.
 * @param {string[]} command
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 * @param {Manager} [manager]
 */
function run([command = "", ...parameters], cwd, env, manager) {
  const { error, status, stdout, stderr } = spawnSync(command, parameters, { cwd, env, encoding: "utf8" })
  const output = `${stdout}${stderr}`
  if (!error && status === 0) return output
  const subject = manager ? `With ${manager.name}, ` : ""
  throw new UserError(
    `${subject}${path.basename(command)} ${parameters.join(" ")} failed in ${cwd}: ${error?.message ?? status}\n${output}`,
  )
}
