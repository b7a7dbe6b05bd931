import fs from "node:fs"
import path from "node:path"
import { prepareRoot, runInRoot } from "./root.mjs"
import { packagesOf } from "./toolchains.mjs"

/** @import { Toolchain } from "./toolchains.mjs" */

/**
 * Builds the installed package in the toolchain's root, without network, loads it, and lets it exchange messages.
 * @param {Toolchain} toolchain
 * @param {string} consumer a folder with the package installed, and the program round-trip.cjs
 */
export function check({ suite, environment }, consumer) {
  const root = prepareRoot(suite, packagesOf(suite))
  const folder = path.join(root, "srv", "consumer")
  fs.rmSync(folder, { recursive: true, force: true })
  fs.cpSync(consumer, folder, { recursive: true, verbatimSymlinks: true })
  const before = filesOf(folder)
  const versions = runInRoot(
    root,
    `cmake --version | head -1; ${environment?.CXX ?? "c++"} --version | head -1; node --version`,
    environment,
  )
  const start = performance.now()
  const build = runInRoot(root, "cd /srv/consumer && node_modules/.bin/zmq-napi-build", environment)
  const seconds = (performance.now() - start) / 1000
  const after = filesOf(folder)
  const exchange = build.status === 0 ? runInRoot(root, "cd /srv/consumer && node round-trip.cjs") : undefined
  const addon = "node_modules/zmq-napi/build/Release/zmq_napi.node"
  const faults = [
    ...(build.status === 0 ? [] : [`the build ended with ${build.status}`]),
    ...warningsIn(build.output).map((line) => `a warning: ${line}`),
    ...after.filter((file) => !before.includes(file) && file !== addon).map((file) => `the build left ${file}`),
    ...before.filter((file) => !after.includes(file)).map((file) => `the build removed ${file}`),
    ...(exchange === undefined || exchange.status === 0 ? [] : [`round-trip.cjs ended with ${exchange.status}`]),
  ]
  const output = build.output + (exchange?.output ?? "")
  const size = build.status === 0 ? fs.statSync(path.join(folder, addon)).size : 0
  return { faults, output, seconds, size, versions: versions.output.trim().replaceAll("\n", "; ") }
}

/**
 * Those of compilers, linkers and CMake.
 * @param {string} output
 */
export function warningsIn(output) {
  return output.split("\n").filter((line) => /\bwarning\b/i.test(line))
}

/** @param {string} folder */
function filesOf(folder) {
  return fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => {
    return !fs.lstatSync(path.join(folder, file)).isDirectory()
  })
}
