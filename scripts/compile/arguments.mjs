import { parseArgs } from "node:util"
import { UserError } from "../user-error.mjs"
import { definitionOf, isOptionName, optionNames } from "./options.mjs"

/** @import { OptionName } from "./options.mjs" */

/**
 * What the arguments and npm's config ask for, while they are read.
 * @typedef {object} Request
 * @property {Map<OptionName, boolean>} asked
 * @property {string[]} definitions
 * @property {boolean} debug
 * @property {boolean} bench
 * @property {string | undefined} place
 */

/** @typedef {NonNullable<ReturnType<typeof parseArgs>["tokens"]>[number]} Token */

// The words for on and off in each syntax. In npm's config "" is what npm makes of `false` and `null` in an .npmrc, and
// "true" what it makes of a name without a value.
const words = {
  argument: onAndOff(["true"], ["false"]),
  npm: onAndOff(["true", "1"], ["", "false", "0", "null"]),
  cmake: onAndOff(["ON", "TRUE", "YES", "1"], ["OFF", "FALSE", "NO", "0"]),
}

/** @type {(on: string[], off: string[]) => Map<string, boolean>} */
function onAndOff(on, off) {
  return new Map([
    ...on.map((word) => /** @type {const} */ ([word, true])),
    ...off.map((word) => /** @type {const} */ ([word, false])),
  ])
}

const optionOfDefinition = new Map(optionNames.map((name) => [definitionOf(name), name]))
// The other switches of CMakeLists.txt.
const switches = ["ZMQ_NAPI_LTO", "ZMQ_NAPI_SYMBOLS", "ZMQ_NAPI_STATIC_RUNTIME"]
const ownDefinitions = [...optionOfDefinition.keys(), ...switches, "ZMQ_NAPI_SANITIZE"]

// prebuildify runs us in place of node-gyp (scripts/prebuild.mjs) with these arguments, which are ignored. node-gyp
// itself passes no arguments (binding.gyp).
const ofNodeGyp = /^(?:rebuild|--release|--(?:target|devdir|arch|runtime|dist-url)=.*)$/

const usage = `There are:
  ${optionNames.map((name) => `--${name}`).join(", ")}: each alone, or with =true or =false
  -DNAME=VALUE and -DNAME:TYPE=VALUE, for CMake; of our own ${ownDefinitions.join(", ")}
  --debug, --bench, --place=FILE, --help`

const syntax = {
  ...Object.fromEntries(optionNames.map((name) => [name, { type: /** @type {const} */ ("boolean") }])),
  debug: { type: /** @type {const} */ ("boolean") },
  bench: { type: /** @type {const} */ ("boolean") },
  place: { type: /** @type {const} */ ("string") },
  define: { type: /** @type {const} */ ("string"), short: "D" },
}

/**
 * What the command line and npm's config ask for: the names of the options, the definitions for CMake (those of the
 * options among them), whether it is the debug build, whether to build the benchmark's peer, and where to put what is
 * built. An argument that is not understood is refused: otherwise it would be noticed late that something is missing in
 * the build. The command line takes precedence over npm's config. Of several arguments about one option the last
 * counts, as with CMake.
 * @param {string[]} parameters
 * @param {NodeJS.ProcessEnv} environment
 */
export function readArguments(parameters, environment) {
  /** @type {Request} */
  const request = { asked: readNpmConfig(environment), definitions: [], debug: false, bench: false, place: undefined }
  const { tokens } = parseArgs({ args: parameters, options: syntax, strict: false, tokens: true })
  for (const token of tokens) {
    const parameter = parameters[token.index] ?? ""
    if (ofNodeGyp.test(parameter) || readToken(token, parameter, request)) continue
    throw new UserError(`The build has no argument ${parameter}. ${usage}`)
  }
  const { asked, definitions, debug, bench, place } = request
  const options = optionNames.filter((name) => asked.get(name))
  checkSystemLibzmq(options)
  return {
    options,
    definitions: [...options.map((name) => `-D${definitionOf(name)}=ON`), ...definitions],
    debug,
    bench,
    place,
  }
}

/**
 * Adds to the request what the argument says; returns false if it is not understood.
 * @param {Token} token
 * @param {string} parameter the whole argument
 * @param {Request} request
 */
function readToken(token, parameter, request) {
  if (token.kind !== "option") return false
  const { name, value, inlineValue } = token
  if (isOptionName(name)) {
    request.asked.set(name, value === undefined || isOn(`--${name}`, value, "argument"))
    return true
  }
  if (name === "debug" || name === "bench") {
    request[name] = true
    return value === undefined
  }
  // Only with the value in the same argument.
  if (!inlineValue) return false
  if (name === "place") {
    request.place = value
    return value !== ""
  }
  return name === "define" && readDefinition(value, parameter, request)
}

/**
 * A definition that belongs to an option sets this option, so that the libraries it needs are looked for. A definition
 * needs a value: cmake-js ignores one without.
 * @param {string} definition
 * @param {string} parameter
 * @param {Request} request
 */
function readDefinition(definition, parameter, { asked, definitions }) {
  const pattern = /^([A-Za-z0-9_]+)(?::(?:BOOL|PATH|FILEPATH|STRING|INTERNAL))?=(.+)$/s
  const [, name, value] = pattern.exec(definition) ?? []
  if (name === undefined || value === undefined) return false
  if (/^ZMQ_NAPI_/i.test(name) && !ownDefinitions.includes(name)) {
    throw new UserError(`There is no ${name} (given as ${parameter}); there are ${ownDefinitions.join(", ")}`)
  }
  const option = optionOfDefinition.get(name)
  if (option !== undefined) asked.set(option, isOn(name, value, "cmake"))
  else definitions.push(parameter)
  if (switches.includes(name)) isOn(name, value, "cmake")
  return true
}

/**
 * npm takes a variable's name in either case. It writes lower case itself, after the user's variables: that takes
 * precedence.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Map<OptionName, boolean>}
 */
function readNpmConfig(environment) {
  const prefix = "npm_config_zmq_napi_"
  const variables = Object.keys(environment).filter((variable) => variable.toLowerCase().startsWith(prefix))
  /** @param {string} variable */
  const isNpms = (variable) => Number(variable === variable.toLowerCase())
  variables.sort((a, b) => isNpms(a) - isNpms(b))
  return new Map(
    variables.map((variable) => {
      const name = variable.slice(prefix.length).toLowerCase().replaceAll("_", "-")
      if (isOptionName(name)) return [name, isOn(variable, environment[variable] ?? "", "npm")]
      const known = optionNames.map((option) => `${prefix}${option.replaceAll("-", "_")}`).join(", ")
      throw new UserError(`npm's config has no option of the build for ${variable}; there are ${known}`)
    }),
  )
}

/**
 * @param {string} name what the error calls it
 * @param {string} value
 * @param {keyof typeof words} syntax
 */
function isOn(name, value, syntax) {
  const on = words[syntax].get(syntax === "cmake" ? value.toUpperCase() : value)
  if (on !== undefined) return on
  const expected = [...words[syntax].keys()].map((word) => JSON.stringify(word)).join(", ")
  throw new UserError(`${name} must be one of ${expected}; given ${JSON.stringify(value)}`)
}

/** @param {OptionName[]} options */
function checkSystemLibzmq(options) {
  if (!options.includes("system-libzmq") || options.length === 1) return
  const others = options.filter((name) => name !== "system-libzmq").join(", ")
  throw new UserError(`--system-libzmq takes the system's libzmq as it was built; ${others} would have to be in that.`)
}
