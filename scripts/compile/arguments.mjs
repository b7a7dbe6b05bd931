import { Failure } from "../explain.mjs"
import { definitionOf, optionNames } from "./options.mjs"

// What is on and what is off, in the words of each place that says it. Of npm's words "" is what it makes of `false` and
// `null` in an .npmrc; of a name without a value it makes "true".
const languages = {
  argument: words(["true"], ["false"]),
  npm: words(["true", "1"], ["", "false", "0", "null"]),
  cmake: words(["ON", "TRUE", "YES", "1"], ["OFF", "FALSE", "NO", "0"]),
}

function words(on, off) {
  return new Map([...on.map((word) => [word, true]), ...off.map((word) => [word, false])])
}

const optionOfDefinition = new Map(optionNames.map((name) => [definitionOf(name), name]))
// The further ones of CMakeLists.txt.
const switches = ["ZMQ_NAPI_LTO", "ZMQ_NAPI_SYMBOLS"]
const ownDefinitions = [...optionOfDefinition.keys(), ...switches, "ZMQ_NAPI_SANITIZE"]

// What prebuildify gives to its node-gyp, which we are to it (scripts/prebuild.mjs), and which means nothing here: not its
// --debug, for there is no such build. node-gyp itself gives nothing (binding.gyp).
const ofNodeGyp = /^(?:rebuild|--release|--(?:target|devdir|arch|runtime|dist-url)=.*)$/

const usage = `There are:
  ${optionNames.map((name) => `--${name}`).join(", ")}: each alone, or with =true or =false
  -DNAME=VALUE and -DNAME:TYPE=VALUE, for CMake; of our own ${ownDefinitions.join(", ")}
  --bench, --place=FILE`

// What the command line and npm's config ask for: the names of the options, the definitions for CMake (the options' among
// them), whether the benchmark's peer is meant, and the file to put what is built at. What is not understood is refused:
// that something is missing in what was built would be noticed late. The command line goes before npm's config, and of
// several arguments about one option the last counts, as with CMake.
export function readArguments(parameters, environment) {
  const read = { asked: readNpmConfig(environment), definitions: [], bench: false, place: undefined }
  const readers = [readOption, readDefinition, readOwn, (parameter) => ofNodeGyp.test(parameter)]
  for (const parameter of parameters) {
    if (readers.some((reader) => reader(parameter, read))) continue
    throw new Failure(`The build has no argument ${parameter}. ${usage}`)
  }
  const { asked, definitions, bench, place } = read
  const options = optionNames.filter((name) => asked.get(name))
  checkSystemLibzmq(options)
  return {
    options,
    definitions: [...options.map((name) => `-D${definitionOf(name)}=ON`), ...definitions],
    bench,
    place,
  }
}

function readOption(parameter, { asked }) {
  const { name, value } = /^--(?<name>[a-z-]+)(?:=(?<value>.*))?$/s.exec(parameter)?.groups ?? {}
  if (!optionNames.includes(name)) return false
  asked.set(name, value === undefined || isOn(`--${name}`, value, "argument"))
  return true
}

// A definition of an option is that option: else what it needs would not be looked for. cmake-js ignores one without a value.
function readDefinition(parameter, { asked, definitions }) {
  const pattern = /^-D(?<name>[A-Za-z0-9_]+)(?::(?:BOOL|PATH|FILEPATH|STRING|INTERNAL))?=(?<value>.+)$/s
  const { name, value } = pattern.exec(parameter)?.groups ?? {}
  if (name === undefined) return false
  if (/^ZMQ_NAPI_/i.test(name) && !ownDefinitions.includes(name)) {
    throw new Failure(`There is no ${name} (given as ${parameter}); there are ${ownDefinitions.join(", ")}`)
  }
  const option = optionOfDefinition.get(name)
  if (option !== undefined) asked.set(option, isOn(name, value, "cmake"))
  else definitions.push(parameter)
  if (switches.includes(name)) isOn(name, value, "cmake")
  return true
}

function readOwn(parameter, read) {
  const place = /^--place=(?<file>.+)$/s.exec(parameter)?.groups.file
  if (place !== undefined) read.place = place
  if (parameter === "--bench") read.bench = true
  return place !== undefined || parameter === "--bench"
}

// As npm has it, the case of a variable's name means nothing. Lower case is what npm itself writes, last: it goes before.
function readNpmConfig(environment) {
  const prefix = "npm_config_zmq_napi_"
  const variables = Object.keys(environment).filter((variable) => variable.toLowerCase().startsWith(prefix))
  const isNpms = (variable) => Number(variable === variable.toLowerCase())
  variables.sort((a, b) => isNpms(a) - isNpms(b))
  return new Map(
    variables.map((variable) => {
      const name = variable.slice(prefix.length).toLowerCase().replaceAll("_", "-")
      if (optionNames.includes(name)) return [name, isOn(variable, environment[variable], "npm")]
      const known = optionNames.map((option) => `${prefix}${option.replaceAll("-", "_")}`).join(", ")
      throw new Failure(`npm's config has no option of the build for ${variable}; there are ${known}`)
    }),
  )
}

function isOn(name, value, language) {
  const words = languages[language]
  const on = words.get(language === "cmake" ? value.toUpperCase() : value)
  if (on !== undefined) return on
  const expected = [...words.keys()].map((word) => JSON.stringify(word)).join(", ")
  throw new Failure(`${name} must be one of ${expected}; given ${JSON.stringify(value)}`)
}

function checkSystemLibzmq(options) {
  if (!options.includes("system-libzmq") || options.length === 1) return
  const others = options.filter((name) => name !== "system-libzmq").join(", ")
  throw new Failure(`--system-libzmq takes the system's libzmq as it was built; ${others} would have to be in that.`)
}
