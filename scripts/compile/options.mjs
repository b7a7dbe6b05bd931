import { spawnSync } from "node:child_process"
import { UserError } from "../user-error.mjs"

// The optional parts of libzmq, each off by default. Each has one name in three forms: --pgm on the command line of
// scripts/build.mjs, npm_config_zmq_napi_pgm=true in the environment (npm makes that of `zmq-napi-pgm=true` in an
// .npmrc), -DZMQ_NAPI_PGM=ON for CMake. `modules` are names for pkg-config; the first that it knows is used.
export const options = {
  pgm: {
    adds: "pgm:// and epgm://: reliable multicast, by OpenPGM",
    modules: ["openpgm-5.3", "openpgm-5.2", "openpgm"],
    apt: "libpgm-dev",
    dnf: "openpgm-devel",
  },
  norm: { adds: "norm://: reliable multicast, by NORM", modules: ["norm"], apt: "libnorm-dev", dnf: "norm-devel" },
  gssapi: {
    adds: "the GSSAPI mechanism: Kerberos",
    modules: ["krb5-gssapi", "mit-krb5-gssapi"],
    apt: "libkrb5-dev",
    dnf: "krb5-devel",
  },
  "system-libzmq": {
    adds: "the system's libzmq, 4.3.3 or later, in place of the package's",
    modules: ["libzmq"],
    apt: "libzmq3-dev",
    dnf: "zeromq-devel",
  },
}

/** @typedef {keyof typeof options} OptionName */

/**
 * What pkg-config says of a module; undefined if it does not know it.
 * @typedef {(module: string, environment: NodeJS.ProcessEnv) => string | undefined} Describe
 */

export const optionNames = /** @type {OptionName[]} */ (Object.keys(options))

/**
 * @param {string} name
 * @returns {name is OptionName}
 */
export function isOptionName(name) {
  return Object.hasOwn(options, name)
}

/** @param {OptionName} name */
export function definitionOf(name) {
  return `ZMQ_NAPI_${name.replaceAll("-", "_").toUpperCase()}`
}

/**
 * What pkg-config says of the libraries that the options take from the system, by module; a different answer means a
 * different library. Throws an error that says what to install where a library is missing.
 * @param {OptionName[]} names
 * @param {NodeJS.ProcessEnv} environment
 * @param {Describe} describe
 * @returns {Record<string, string>}
 */
export function findLibraries(names, environment, describe = pkgConfig) {
  const found = names.map((name) => findModule(options[name].modules, (module) => describe(module, environment)))
  const lacking = names.filter((_, index) => found[index] === undefined)
  if (lacking.length > 0) throw new UserError(whatToInstall(lacking))
  return Object.fromEntries(found.filter((module) => module !== undefined))
}

/**
 * @param {string[]} modules
 * @param {(module: string) => string | undefined} describe
 * @returns {[string, string] | undefined}
 */
function findModule(modules, describe) {
  for (const module of modules) {
    const description = describe(module)
    if (description !== undefined) return [module, description]
  }
  return undefined
}

/** @param {OptionName[]} lacking */
function whatToInstall(lacking) {
  const lines = lacking.map((name) => `  - ${name}: ${options[name].modules.join(" or ")}`)
  /** @param {"apt" | "dnf"} manager */
  const packages = (manager) => lacking.map((name) => options[name][manager]).join(" ")
  return (
    `The options of this build need what pkg-config does not find here:\n${lines.join("\n")}\n` +
    `On Debian and Ubuntu: apt-get install pkg-config ${packages("apt")}\n` +
    `On Fedora: dnf install pkgconf ${packages("dnf")}`
  )
}

/**
 * The version and the flags, which tell whether the system's libzmq has drafts. The program is the one that CMake uses.
 * @type {Describe}
 */
export function pkgConfig(module, environment) {
  const answers = [["--modversion"], ["--cflags", "--libs"]].map((question) =>
    spawnSync(environment.PKG_CONFIG || "pkg-config", [...question, module], { encoding: "utf8", env: environment }),
  )
  if (answers.some(({ status }) => status !== 0)) return undefined
  return answers.map(({ stdout }) => stdout.trim()).join(" ")
}
