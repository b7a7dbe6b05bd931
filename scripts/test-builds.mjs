// Builds the addon with each of the build options in a place of its own, and runs the tests of that option with it: all
// options, or those that are named. What an option needs of the system must be there: see docs/how-to/building.md.
import { spawnSync } from "node:child_process"
import path from "node:path"
import { fileURLToPath } from "node:url"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const tests = {
  pgm: ["builds/multicast"],
  norm: ["builds/multicast"],
  gssapi: ["builds/gssapi"],
  "system-libzmq": ["builds/system-libzmq", "interop/patterns", "patterns/request-reply", "patterns/publish-subscribe"],
}
const chosen = process.argv.slice(2)
for (const option of chosen.length > 0 ? chosen : Object.keys(tests)) {
  if (!(option in tests)) {
    console.error(`There is no build option ${option}; there are ${Object.keys(tests).join(", ")}`)
    process.exit(2)
  }
  console.log(`\nThe build option --${option}`)
  const place = path.join(root, "build", "options", option)
  const addon = path.join(place, "build", "Release", "zmq_napi.node")
  // Without link-time optimization, which takes longer than all else and changes nothing that is tested here.
  run(["scripts/build.mjs", `--${option}`, "-DZMQ_NAPI_LTO=OFF", `--place=${addon}`])
  // node-gyp-build looks there first.
  run(["scripts/test.mjs", ...tests[option]], { ZMQ_NAPI_PREBUILD: place, CI: "" })
}

function run(parameters, environment = {}) {
  const { status } = spawnSync(process.execPath, parameters, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...environment },
  })
  if (status !== 0) process.exit(status ?? 1)
}
