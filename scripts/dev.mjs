// npm run dev -- [word...]: compiles while you edit, and after each change runs the tests that it touches: those of the
// changed file's folder (test/ has the folders of lib/), or those whose path contains one of the words. Nearly every
// test loads nearly every module, by lib/index.ts; so Node's own --watch, which goes by what a test has loaded, would
// run all of them each time.
import { spawn } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { runScript } from "./tests/run-script.mjs"
import { touchedTests } from "./tests/touched.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const { positionals: words } = parseArgs({ allowPositionals: true })

/** The files that have changed since the last run. @type {Set<string>} */
const changed = new Set()
for (const folder of ["lib", "test", "examples", "bench"]) {
  fs.watch(path.join(root, folder), { recursive: true }, (_, file) => {
    if (file !== null && /\.m?ts$/.test(file)) changed.add(`${folder}/${file.replaceAll("\\", "/")}`)
  })
}

let compiled = false
let testing = false

const compiler = spawn(
  process.execPath,
  ["node_modules/typescript/bin/tsc", "-b", "lib", "test", "--watch", "--preserveWatchOutput"],
  { cwd: root, stdio: ["ignore", "pipe", "inherit"] },
)
compiler.on("exit", (code) => process.exit(code ?? 1))
compiler.stdout.setEncoding("utf8").on("data", (text) => {
  process.stdout.write(text)
  if (!/Found \d+ errors?\. Watching for file changes/.test(text)) return
  compiled = text.includes("Found 0 errors")
  runTests()
})

function runTests() {
  if (changed.size === 0 || !compiled || testing) return
  const files = [...changed]
  changed.clear()
  // Some tests load the bundle.
  if (files.some((file) => file.startsWith("lib/"))) runScript(root, ["scripts/bundle.mjs"])
  const touched = words.length > 0 ? words : touchedTests(files)
  console.log(`\nChanged: ${files.join(", ")}. Tests: ${touched.join(", ") || "all"}`)
  testing = true
  spawn(process.execPath, ["scripts/test.mjs", ...touched], { cwd: root, stdio: "inherit" }).on("exit", () => {
    testing = false
    runTests()
  })
}
