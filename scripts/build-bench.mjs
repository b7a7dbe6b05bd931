// npm run build:bench: the benchmark's program in plain C, linked with the addon's libzmq, and once more with the one that
// the system has, if it has one.
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { options, pkgConfig } from "./compile/options.mjs"
import { runScript } from "./tests/run-script.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const stock = path.join(root, "build", "bench", "stock-libzmq-peer")
const { modules, apt, dnf } = options["system-libzmq"]

const built = runScript(root, ["scripts/build.mjs", "--bench"])
if (built !== 0) process.exit(built)

if (modules.some((module) => pkgConfig(module, process.env) !== undefined)) {
  process.exitCode = runScript(root, ["scripts/build.mjs", "--bench", "--system-libzmq", `--place=${stock}`])
} else {
  fs.rmSync(stock, { force: true })
  const what = `pkg-config with ${apt} (Debian, Ubuntu) or ${dnf} (Fedora)`
  console.log(`zmq-napi: the benchmark leaves out plain C over the system's libzmq, which needs ${what}`)
}
