// npm run test:builds -- [option...]: builds the addon with each build option, or each of the named ones, in a place of
// its own, and runs the tests of that option with it. docs/how-to/building.md says what an option needs of the system.
import path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { runScript } from "./tests/run-script.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
/** @type {Record<string, string[]>} */
const tests = {
  pgm: ["builds/multicast"],
  norm: ["builds/multicast"],
  gssapi: ["builds/gssapi"],
  "system-libzmq": ["builds/system-libzmq", "interop/patterns", "patterns/request-reply", "patterns/publish-subscribe"],
}
const { positionals: chosen } = parseArgs({ allowPositionals: true })
for (const option of chosen.length > 0 ? chosen : Object.keys(tests)) {
  const words = tests[option]
  if (words === undefined) {
    console.error(`There is no build option ${option}; there are ${Object.keys(tests).join(", ")}`)
    process.exit(2)
  }
  console.log(`\nThe build option --${option}`)
  const place = path.join(root, "build", "options", option)
  const addon = path.join(place, "build", "Release", "zmq_napi.node")
  // Without link-time optimization, which takes longer than everything else and changes nothing that is tested here.
  run(["scripts/build.mjs", `--${option}`, "-DZMQ_NAPI_LTO=OFF", `--place=${addon}`])
  // ZMQ_NAPI_PREBUILD makes node-gyp-build load the addon in this folder.
  run(["scripts/test.mjs", "--all", ...words], { ZMQ_NAPI_PREBUILD: place, CI: "" })
}

/**
 * @param {string[]} parameters
 * @param {NodeJS.ProcessEnv} [environment]
 */
function run(parameters, environment) {
  const status = runScript(root, parameters, environment)
  if (status !== 0) process.exit(status)
}
