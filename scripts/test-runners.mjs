// npm run test:runners -- [word...]: runs the suites of test/runners, which use the package as its users install it,
// under each test runner in each of its configurations: all of them, or those whose name contains one of the words.
// Each must pass, and end by itself.
import path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { configurations } from "./runners/configurations.mjs"
import { prepare } from "./runners/prepare.mjs"
import { run } from "./runners/run.mjs"
import { explain } from "./user-error.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const { positionals: words } = parseArgs({ allowPositionals: true })
const chosen = configurations.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))

try {
  if (chosen.length === 0) {
    console.error(`No configuration's name contains ${words.join(" or ")}; there are:`)
    for (const { name } of configurations) console.error(`  ${name}`)
    process.exitCode = 2
  } else {
    const folder = prepare(root)
    let failed = 0
    for (const configuration of chosen) {
      const { faults, output, seconds } = await run(configuration, folder)
      console.log(`${faults.length === 0 ? "passed" : "FAILED"}  ${configuration.name} (${seconds.toFixed(1)} s)`)
      if (faults.length === 0) continue
      failed += 1
      console.log(`${output}\n${configuration.name}: ${faults.join("; ")}\n`)
    }
    console.log(`\n${chosen.length - failed} passed, ${failed} failed`)
    process.exitCode = failed === 0 ? 0 : 1
  }
} catch (error) {
  explain(error)
}
