import fs from "node:fs"
import { UserError } from "../user-error.mjs"

/**
 * A platform that the package brings a binary for.
 * @typedef {object} Target
 * @property {string} name
 * @property {"linux" | "win32" | "darwin"} platform
 * @property {"x64" | "arm64" | "arm"} arch
 * @property {"7"} [armv]
 * @property {"glibc" | "musl"} [libc]
 * @property {string} file where node-gyp-build expects it, in the package
 * @property {"zig" | "mingw" | "xcode"} toolchain
 * @property {string} triple what the compiler builds for
 * @property {string} floor the oldest system that it is for
 */

/** @type {Target[]} */
export const targets = JSON.parse(fs.readFileSync(new URL("targets.json", import.meta.url), "utf8"))

/**
 * Whether this machine has what makes the target: Apple's compiler is on macOS alone, the others are driven on Linux.
 * @param {Target} target
 * @param {NodeJS.Platform} [platform]
 */
export function canBeMade(target, platform = process.platform) {
  return target.toolchain === "xcode" ? platform === "darwin" : platform === "linux"
}

/**
 * The targets that the words name. `all` names those that this machine can make.
 * @param {string[]} words
 * @param {NodeJS.Platform} [platform]
 */
export function selectTargets(words, platform = process.platform) {
  const selected = new Set(
    words.flatMap((word) => {
      if (word === "all") return targets.filter((target) => canBeMade(target, platform))
      return targets.find(({ name }) => name === word) ?? refuse(word)
    }),
  )
  for (const target of selected) {
    if (canBeMade(target, platform)) continue
    const system = target.toolchain === "xcode" ? "macOS, by Xcode's compiler" : "Linux"
    throw new UserError(`${target.name} can be made only on ${system}`)
  }
  return [...selected]
}

/**
 * @param {string} word
 * @returns {never}
 */
function refuse(word) {
  throw new UserError(`There is no target ${word}. There are: all, ${targets.map(({ name }) => name).join(", ")}`)
}
