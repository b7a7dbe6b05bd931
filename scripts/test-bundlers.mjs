// npm run test:bundlers -- [word...]: bundles a small service, which uses the packed package, with each bundler, or with
// those whose name contains one of the words, and runs the result in another folder, without the original installation.
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { cases } from "./bundlers/cases.mjs"
import { prepare } from "./bundlers/prepare.mjs"
import { bundle, check } from "./bundlers/run.mjs"
import { explain, UserError } from "./user-error.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const { positionals: words } = parseArgs({ allowPositionals: true })
const chosen = cases.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "zmq-napi-bundlers-"))

try {
  if (chosen.length === 0) throw new UserError(`There are: ${cases.map(({ name }) => name).join(", ")}`)
  const { folder, project } = prepare(root)
  fs.copyFileSync(prebuiltAddon(project), path.join(project, "zmq_napi.node"))
  const faults = new Map(chosen.map((bundler) => [bundler.name, bundle(bundler, project)]))
  // Out of reach of paths that a bundle may have kept.
  const away = path.join(folder, "away")
  fs.rmSync(away, { recursive: true, force: true })
  fs.renameSync(project, away)
  let failed = 0
  for (const bundler of chosen) {
    const start = performance.now()
    const result = path.join(scratch, bundler.name)
    const fault = faults.get(bundler.name) ?? checkMoved(bundler, path.join(away, "out", bundler.name), result, away)
    console.log(
      `${fault ? "FAILED" : "passed"}  ${bundler.name} (${((performance.now() - start) / 1000).toFixed(1)} s)`,
    )
    if (fault) console.log(fault)
    if (fault) failed += 1
  }
  console.log(`\n${chosen.length - failed} passed, ${failed} failed (${performance.now().toFixed(0)} ms in all)`)
  process.exitCode = failed === 0 ? 0 : 1
} catch (error) {
  explain(error)
} finally {
  fs.rmSync(scratch, { recursive: true, force: true })
}

/**
 * @param {import("./bundlers/cases.mjs").Case} bundler
 * @param {string} made
 * @param {string} result
 * @param {string} away
 */
function checkMoved(bundler, made, result, away) {
  fs.cpSync(made, result, { recursive: true })
  return check(bundler, result, path.join(away, "node_modules"))
}

/** @param {string} project */
function prebuiltAddon(project) {
  const folder = path.join(project, "node_modules", "zmq-napi", "prebuilds", `${process.platform}-${process.arch}`)
  const [addon] = fs.readdirSync(folder).filter((name) => !name.includes("musl"))
  if (addon === undefined) throw new UserError(`${folder} holds no addon`)
  return path.join(folder, addon)
}
