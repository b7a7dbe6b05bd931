// npm run test:runtimes -- [word...]: runs the smoke test and the tests in Node 20, 22, 24 and 26, Bun and Deno, which
// scripts/runtimes/package-lock.json pins, or in those whose names contain one of the words.
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { installRuntimes } from "./runtimes/install.mjs"
import { checksOf, preparePlace, run } from "./runtimes/run.mjs"
import { runtimes } from "./runtimes/runtimes.mjs"
import { explain, UserError } from "./user-error.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")

try {
  const { positionals: words } = parseArgs({ allowPositionals: true })
  const chosen = runtimes.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))
  if (chosen.length === 0) {
    throw new UserError(`there is no such runtime; there are: ${runtimes.map(({ name }) => name).join(", ")}`)
  }
  installRuntimes()
  const place = preparePlace(root)
  try {
    runAll(chosen, place)
  } finally {
    fs.rmSync(place, { recursive: true })
  }
} catch (error) {
  explain(error)
}

/**
 * @param {typeof runtimes} chosen
 * @param {string} place
 */
function runAll(chosen, place) {
  let passed = 0
  let failed = 0
  for (const runtime of chosen) {
    for (const check of checksOf(root, runtime, place)) {
      const { fault, output, seconds } = run(check)
      console.log(
        `${fault === undefined ? "passed" : "FAILED"}  ${runtime.name}: ${check.name} (${seconds.toFixed(1)} s)`,
      )
      if (fault === undefined) passed++
      else {
        failed++
        console.log(`${output.replace(/^/gm, "    ")}\n${runtime.name}: ${check.name}: ${fault}\n`)
      }
    }
    for (const [file, reason] of Object.entries(runtime.leftOut)) {
      console.log(`left out  ${runtime.name}: ${file}: ${reason}`)
    }
  }
  console.log(`\n${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}
