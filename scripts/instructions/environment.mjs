import { execFileSync, spawnSync } from "node:child_process"
import fs from "node:fs"
import { UserError } from "../user-error.mjs"

/**
 * What the instructions of a message depend on beside the sources.
 * @typedef {{ node: string, compiler: string, libc: string, valgrind: string, processor: string }} Environment
 */

/**
 * @param {string} addon
 * @returns {Environment}
 */
export function describeEnvironment(addon) {
  return {
    node: process.version,
    compiler: compilerOf(addon),
    libc: `glibc ${/** @type {any} */ (process.report?.getReport())?.header?.glibcVersionRuntime ?? "unknown"}`,
    valgrind: execFileSync("valgrind", ["--version"], { encoding: "utf8" }).trim(),
    processor: `${process.arch}${vectors()}`,
  }
}

export function hasValgrind() {
  return spawnSync("valgrind", ["--version"]).status === 0
}

/**
 * What the addon's files were compiled with, as the compiler notes it in the ELF file.
 * @param {string} addon
 */
function compilerOf(addon) {
  if (!fs.existsSync(addon)) throw new UserError(`${addon} is missing; "npm run build" makes it`)
  const text = execFileSync("readelf", ["--string-dump=.comment", addon], { encoding: "utf8" })
  const compilers = [...text.matchAll(/^ *\[ *[0-9a-f]+\] +(.+)$/gm)].map(([, compiler]) => compiler)
  return [...new Set(compilers)].sort().join(", ") || "unknown"
}

/** The C library and V8 choose their code by the vector instructions that valgrind has of the processor's. */
function vectors() {
  if (!fs.existsSync("/proc/cpuinfo")) return ""
  const flags = /^flags\s*:(.*)$/m.exec(fs.readFileSync("/proc/cpuinfo", "utf8"))?.[1]?.split(" ") ?? []
  return flags.includes("avx2") ? " avx2" : ""
}
