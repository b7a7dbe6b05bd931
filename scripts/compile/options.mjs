import { spawnSync } from "node:child_process"
import { Failure } from "../explain.mjs"

// What libzmq can be built with besides, each off by default. One name for each: --pgm on the command line of
// scripts/build.mjs, npm_config_zmq_napi_pgm=true in the environment (npm makes that of `zmq-napi-pgm=true` in an .npmrc),
// -DZMQ_NAPI_PGM=ON for CMake. `modules`: pkg-config's, of which one is needed.
const options = {
  pgm: { modules: ["openpgm-5.3", "openpgm-5.2", "openpgm"], apt: "libpgm-dev", dnf: "openpgm-devel" },
  norm: { modules: ["norm"], apt: "libnorm-dev", dnf: "norm-devel" },
  gssapi: { modules: ["krb5-gssapi", "mit-krb5-gssapi"], apt: "libkrb5-dev", dnf: "krb5-devel" },
  "system-libzmq": { modules: ["libzmq"], apt: "libzmq3-dev", dnf: "zeromq-devel" },
}

export const optionNames = Object.keys(options)

export function definitionOf(name) {
  return `ZMQ_NAPI_${name.replaceAll("-", "_").toUpperCase()}`
}

// What pkg-config says of the libraries that the options take from the system, by module: another answer is another
// library. Throws an error that names what to install where one is not there.
export function findLibraries(names, environment, describe = pkgConfig) {
  const found = names.map((name) => findModule(options[name].modules, (module) => describe(module, environment)))
  const lacking = names.filter((_, index) => found[index] === undefined)
  if (lacking.length > 0) throw new Failure(whatToInstall(lacking))
  return Object.fromEntries(found)
}

function findModule(modules, describe) {
  return modules.map((module) => [module, describe(module)]).find(([, description]) => description !== undefined)
}

function whatToInstall(lacking) {
  const lines = lacking.map((name) => `  - ${name}: ${options[name].modules.join(" or ")}`)
  const packages = (manager) => lacking.map((name) => options[name][manager]).join(" ")
  return (
    `The options of this build need what pkg-config does not find here:\n${lines.join("\n")}\n` +
    `On Debian and Ubuntu: apt-get install pkg-config ${packages("apt")}\n` +
    `On Fedora: dnf install pkgconf ${packages("dnf")}`
  )
}

// The flags too: they tell whether the system's libzmq has drafts. The program is the one that CMake asks.
function pkgConfig(module, environment) {
  const answers = [["--modversion"], ["--cflags", "--libs"]].map((question) =>
    spawnSync(environment.PKG_CONFIG || "pkg-config", [...question, module], { encoding: "utf8", env: environment }),
  )
  if (answers.some(({ status }) => status !== 0)) return undefined
  return answers.map(({ stdout }) => stdout.trim()).join(" ")
}
