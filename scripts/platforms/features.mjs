import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { UserError } from "../user-error.mjs"

/** @import { Target } from "../prebuild/targets.mjs" */

/**
 * What libzmq has found out about the system, as a build folder has it.
 * @param {string} folder
 */
function readFeatures(folder) {
  const file = path.join(folder, "libzmq", "platform.hpp")
  if (!fs.existsSync(file)) throw new UserError(`${file} is not there: make the target first`)
  return fs.readFileSync(file, "utf8")
}

/**
 * The features that a native build has and a cross build has not: libzmq leaves out without a word what it cannot try.
 * @param {string} native the text of platform.hpp
 * @param {string} cross
 */
export function lostFeatures(native, cross) {
  const known = features(cross)
  return [...features(native)].filter((feature) => !known.has(feature))
}

/** With the value, where there is one. @param {string} text */
function features(text) {
  return new Set([...text.matchAll(/^ *#define +(ZMQ_\w+(?: +\S+)?)/gm)].map(([, feature = ""]) => feature))
}

/**
 * Compares the target's build with one that is configured for this machine.
 * @param {string} root
 * @param {Target} target
 */
export function checkFeatures(root, target) {
  if (target.platform !== process.platform) return
  const native = path.join(root, "build-cmake", "features")
  if (!fs.existsSync(path.join(native, "libzmq", "platform.hpp"))) {
    const parameters = ["-S", root, "-B", native, "-DCMAKE_BUILD_TYPE=Release", "-DZMQ_NAPI_LTO=OFF"]
    const { status, stderr } = spawnSync("cmake", parameters, { encoding: "utf8" })
    if (status !== 0) throw new UserError(`cmake could not configure a native build:\n${stderr}`)
  }
  const cross = path.join(root, "build-cmake", "prebuild", target.name, "cmake")
  const lost = lostFeatures(readFeatures(native), readFeatures(cross))
  if (lost.length > 0) throw new UserError(`libzmq for ${target.name} has lost ${lost.join(", ")}`)
}
