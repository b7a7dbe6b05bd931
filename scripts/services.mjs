// npm run service -- <name> [argument...]: runs a service of examples/services that needs other packages, which are
// installed first, in build/services. npm run test:services: the tests of all services.
import { spawn } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { prepare } from "./services/prepare.mjs"
import { runScript } from "./tests/run-script.mjs"
import { explain } from "./user-error.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const [name = "", ...parameters] = process.argv.slice(2)

try {
  const compiled = prepare(root)
  const names = fs.readdirSync(compiled)
  if (name === "--test") {
    process.exitCode = runScript(root, ["scripts/test.mjs", "--all", "examples/services/"], { CI: "" })
  } else if (names.includes(name)) {
    start(path.join(compiled, name))
  } else {
    console.error(`Usage: npm run service -- <name> [arguments]\nNames: ${names.join(", ")}`)
    process.exitCode = 2
  }
} catch (error) {
  explain(error)
}

/** @param {string} service */
function start(service) {
  const child = spawn(process.execPath, [service, ...parameters], { stdio: "inherit" })
  // The terminal sends Ctrl+C to the service too; this process only waits for it to end.
  process.on("SIGINT", () => {})
  process.on("SIGTERM", () => child.kill("SIGTERM"))
  child.on("exit", (code) => {
    process.exitCode = code ?? 1
  })
}
