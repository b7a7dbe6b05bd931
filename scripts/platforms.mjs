// npm run test:platforms [-- TARGET...] [--write]: runs platforms/smoke.cjs on each target that prebuilds/ has, or on
// those that are named, with all the runtimes that this machine can start: other versions of Node, an older Debian, other
// processors by qemu, Windows by wine. It also compares what libzmq knows of the system with a native build. It writes build/platforms/results.json, and with --write the table in
// docs/reference/platforms.md. What cannot be run here says why, and is not counted as passed.
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { checkFeatures } from "./platforms/features.mjs"
import { writeTable } from "./platforms/page.mjs"
import { installRuntimes, preparePackage } from "./platforms/prepare.mjs"
import { runOne } from "./platforms/run.mjs"
import { runsOf } from "./platforms/runs.mjs"
import { verify } from "./prebuild/inspect.mjs"
import { selectTargets, targets } from "./prebuild/targets.mjs"
import { explain, UserError } from "./user-error.mjs"

/** @import { Result } from "./platforms/run.mjs" */

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const file = path.join(root, "build", "platforms", "results.json")

try {
  const { values, positionals } = parseArgs({ options: { write: { type: "boolean" } }, allowPositionals: true })
  const selected = selectTargets(positionals.length > 0 ? positionals : ["all"])
  const missing = selected.filter((target) => !fs.existsSync(path.join(root, target.file)))
  if (missing.length > 0) {
    throw new UserError(`Not made yet; npm run prebuild -- ${missing.map(({ name }) => name).join(" ")}`)
  }
  installRuntimes()
  const results = selected.flatMap(runTarget)
  save(results)
  if (values.write) writeTable(root, JSON.parse(fs.readFileSync(file, "utf8")))
  const failed = results.filter(({ result }) => result === "failed")
  const notRun = results.filter(({ result }) => result === "not run")
  console.log(`${results.length} runs: ${failed.length} failed, ${notRun.length} could not be run here`)
  if (failed.length > 0) process.exitCode = 1
} catch (error) {
  explain(error)
}

/**
 * @param {import("./prebuild/targets.mjs").Target} target
 * @returns {Result[]}
 */
function runTarget(target) {
  const binary = path.join(root, target.file)
  const { glibc } = verify(target, binary)
  checkFeatures(root, target)
  const { size } = fs.statSync(binary)
  const folder = preparePackage(root, target)
  try {
    return runsOf(root, target, folder).map((run) => {
      const result = { target: target.name, bytes: size, glibc, ...runOne(run, path.basename(target.file)) }
      console.log(`${target.name}, ${result.where}: ${result.result}${result.note && ` (${result.note})`}`)
      if (result.result === "failed") console.log(result.output.replace(/^/gm, "    "))
      return result
    })
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
}

/** The results of other targets stay. @param {Result[]} results */
function save(results) {
  const names = new Set(results.map(({ target }) => target))
  /** @type {Result[]} */
  const earlier = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : []
  const all = [...earlier.filter(({ target }) => !names.has(target)), ...results]
  const order = targets.map(({ name }) => name)
  all.sort((a, b) => order.indexOf(a.target) - order.indexOf(b.target))
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, `${JSON.stringify(all, undefined, 2)}\n`)
}
