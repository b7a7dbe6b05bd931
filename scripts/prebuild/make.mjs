import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { UserError } from "../user-error.mjs"
import { verify } from "./inspect.mjs"
import { prebuildify } from "./native.mjs"

/** @import { Target } from "./targets.mjs" */

const compileEntry = fileURLToPath(new URL("compile.mjs", import.meta.url))

/**
 * Builds the target's addon in a folder of its own, so that other targets and this machine's own addon stay as they are,
 * and puts it into prebuilds/ once it is known to be fit.
 * @param {string} root
 * @param {Target} target
 */
export function makePrebuild(root, target) {
  const start = performance.now()
  const folder = path.join(root, "build-cmake", "prebuild", target.name)
  fs.rmSync(path.join(folder, "prebuilds"), { recursive: true, force: true })
  fs.mkdirSync(folder, { recursive: true })
  runPrebuildify(folder, target)
  const made = path.join(folder, target.file)
  if (!fs.existsSync(made)) throw new UserError(`prebuildify has not made ${target.file}`)
  const facts = verify(target, made)
  const installed = path.join(root, target.file)
  fs.mkdirSync(path.dirname(installed), { recursive: true })
  fs.renameSync(made, installed)
  return { facts, bytes: fs.statSync(installed).size, seconds: (performance.now() - start) / 1000 }
}

/**
 * The linker strips: prebuildify would do it with this machine's own tool. What the compilers print goes to a file.
 * @param {string} folder
 * @param {Target} target
 */
function runPrebuildify(folder, target) {
  const { name, platform, arch, armv, libc } = target
  const parameters = ["--napi", "--name", "zmq_napi", "--platform", platform, "--arch", arch]
  if (libc) parameters.push("--tag-libc", libc)
  if (armv) parameters.push("--tag-armv", armv)
  const log = path.join(folder, "build.log")
  const output = fs.openSync(log, "w")
  const { error, status } = spawnSync(process.execPath, [prebuildify, ...parameters, "--node-gyp", compileEntry], {
    cwd: folder,
    env: { ...process.env, ZMQ_NAPI_TARGET: name },
    stdio: ["ignore", output, output],
  })
  fs.closeSync(output)
  if (!error && status === 0) return
  const end = fs.readFileSync(log, "utf8").trimEnd().split("\n").slice(-30).join("\n")
  throw new UserError(`${name} could not be built. The end of ${log}:\n${end}`)
}
