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

// The definitions for CMake, when what they need is there; else throws an error that names what to install. Off is said
// by "", "false" and "0".
export function buildOptions(parameters, environment, modules = pkgConfig) {
  const wanted = Object.keys(options).filter((name) => isWanted(name, parameters, environment))
  const definitions = parameters.filter((parameter) => /^-D[A-Z_]+=/.test(parameter))
  if (wanted.includes("system-libzmq") && wanted.length > 1) {
    const others = wanted.filter((name) => name !== "system-libzmq").join(", ")
    throw new Failure(`--system-libzmq takes the system's libzmq as it was built; ${others} would have to be in that.`)
  }
  checkModules(wanted, modules)
  return [...wanted.map((name) => `-D${definitionOf(name)}=ON`), ...definitions]
}

function definitionOf(name) {
  return `ZMQ_NAPI_${name.replace("-", "_").toUpperCase()}`
}

function isWanted(name, parameters, environment) {
  if (parameters.includes(`--${name}`)) return true
  const value = environment[`npm_config_zmq_napi_${name.replace("-", "_")}`] ?? ""
  return !["", "false", "0"].includes(value)
}

function checkModules(wanted, modules) {
  const lacking = wanted.filter((name) => !options[name].modules.some((module) => modules.has(module)))
  if (lacking.length === 0) return
  const lines = lacking.map((name) => `  - ${name}: ${options[name].modules.join(" or ")}`)
  const packages = (manager) => lacking.map((name) => options[name][manager]).join(" ")
  throw new Failure(
    `The options of this build need what pkg-config does not find here:\n${lines.join("\n")}\n` +
      `On Debian and Ubuntu: apt-get install pkg-config ${packages("apt")}\n` +
      `On Fedora: dnf install pkgconf ${packages("dnf")}`,
  )
}

const pkgConfig = {
  has: (module) => spawnSync("pkg-config", ["--exists", module]).status === 0,
}
