// npm run example -- hello-server [argument...]: runs a compiled example; without a name, lists them.
import { spawn } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const [name, ...parameters] = process.argv.slice(2)
const names = fs.readdirSync(path.join(root, "examples")).map((file) => path.basename(file, ".ts"))

if (name !== undefined && names.includes(name)) {
  const example = path.join(root, "build-test", "examples", name)
  const child = spawn(process.execPath, [example, ...parameters], { stdio: "inherit" })
  // The terminal sends Ctrl+C to the example too; this process only waits for it to end.
  process.on("SIGINT", () => {})
  process.on("SIGTERM", () => child.kill("SIGTERM"))
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGINT" ? 130 : 143)
  })
} else {
  console.error(`Usage: npm run example -- <name> [arguments]\nNames: ${names.join(", ")}`)
  process.exitCode = 2
}
