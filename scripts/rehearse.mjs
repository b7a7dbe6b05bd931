// npm run rehearse -- JOB... [--keep-going] [--artifacts=FOLDER]: runs jobs of .github/workflows/release.yml on this
// machine (linux-and-windows, pack, smoke), each in a new clone of the last commit, in a folder that is removed at the end.
// A step with `run` is run by bash as GitHub runs it; artifacts go from job to job through a folder; other actions are
// printed and left out.
// So what has to be there before (root on Debian 12, Node) is this machine's. With --keep-going, the other steps run after
// one has failed; with --artifacts, these stay in a folder, and jobs find there what earlier ones have left.
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { parse } from "yaml"
import { explain, UserError } from "./user-error.mjs"

/**
 * @typedef {{ name?: string, uses?: string, run?: string, with?: Record<string, string>, env?: Record<string, string> }} Step
 * @typedef {{ steps: Step[] }} Job
 * @typedef {{ folder: string, artifacts: string, environment: NodeJS.ProcessEnv }} Place
 */

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const workflow = ".github/workflows/release.yml"

try {
  const { values, positionals } = parseArgs({
    options: { "keep-going": { type: "boolean", default: false }, artifacts: { type: "string" } },
    allowPositionals: true,
  })
  rehearse(positionals, { keepGoing: values["keep-going"], artifacts: values.artifacts })
} catch (error) {
  explain(error)
}

/**
 * @param {string[]} names
 * @param {{ keepGoing: boolean, artifacts: string | undefined }} options
 */
function rehearse(names, { keepGoing, artifacts }) {
  /** @type {Record<string, Job>} */
  const jobs = parse(fs.readFileSync(path.join(root, workflow), "utf8")).jobs
  const known = Object.keys(jobs).join(", ")
  const unknown = names.find((name) => !Object.hasOwn(jobs, name))
  if (unknown !== undefined) throw new UserError(`${workflow} has no job ${unknown}: ${known}`)
  if (names.length === 0) throw new UserError(`Name jobs of ${workflow}: ${known}`)
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "zmq-napi-rehearsal-"))
  /** @type {string[]} */
  const failed = []
  try {
    for (const name of names) {
      const place = preparePlace(scratch, name, path.resolve(artifacts ?? path.join(scratch, "artifacts")))
      for (const step of /** @type {Job} */ (jobs[name]).steps) {
        if (runStep(step, place)) continue
        failed.push(`${name}: ${titleOf(step)}`)
        if (!keepGoing) throw new UserError(`A step has failed: ${failed[0]}`)
      }
    }
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true })
  }
  if (failed.length > 0) throw new UserError(`Steps that have failed:\n  ${failed.join("\n  ")}`)
  console.log(`\nAll steps of ${names.join(", ")} have passed.`)
}

/**
 * A job's clone, and the environment of its steps: as GitHub sets it, as far as the steps read it.
 * @param {string} scratch
 * @param {string} name
 * @param {string} artifacts
 * @returns {Place}
 */
function preparePlace(scratch, name, artifacts) {
  const folder = path.join(scratch, name)
  const { status } = spawnSync("git", ["clone", "--quiet", root, folder], { stdio: "inherit" })
  if (status !== 0) throw new UserError(`${root} could not be cloned`)
  fs.mkdirSync(artifacts, { recursive: true })
  // npm tells its scripts of the package that it runs them for, which would reach the npm of the steps.
  const inherited = Object.entries(process.env).filter(([variable]) => !/^npm_(package|lifecycle)_/.test(variable))
  const own = { CI: "true", GITHUB_WORKSPACE: folder, GIT_CONFIG_GLOBAL: path.join(scratch, "gitconfig") }
  return { folder, artifacts, environment: { ...Object.fromEntries(inherited), ...own } }
}

/**
 * Whether it went well.
 * @param {Step} step
 * @param {Place} place
 */
function runStep(step, { folder, artifacts, environment }) {
  console.log(`\n==> ${titleOf(step)}`)
  if (step.run !== undefined) {
    const env = { ...environment, ...step.env }
    return spawnSync("bash", ["-eo", "pipefail", "-c", step.run], { cwd: folder, env, stdio: "inherit" }).status === 0
  }
  const { name = "", pattern = name, path: where = "." } = step.with ?? {}
  if (step.uses?.startsWith("actions/upload-artifact@")) return upload(folder, where, path.join(artifacts, name))
  if (step.uses?.startsWith("actions/download-artifact@")) return download(artifacts, pattern, path.join(folder, where))
  console.log("left out here")
  return true
}

/** @param {Step} step */
function titleOf({ name, run, uses }) {
  return name ?? run?.trim().split("\n")[0] ?? uses ?? ""
}

/**
 * A folder's files, or those of a pattern.
 * @param {string} folder
 * @param {string} where
 * @param {string} artifact
 */
function upload(folder, where, artifact) {
  const files = where.endsWith("/") ? `${where}.` : where
  const command = `rm -rf "$1" && mkdir "$1" && cp -r ${files} "$1"`
  return spawnSync("bash", ["-c", command, "-", artifact], { cwd: folder, stdio: "inherit" }).status === 0
}

/**
 * @param {string} artifacts
 * @param {string} pattern
 * @param {string} folder
 */
function download(artifacts, pattern, folder) {
  const wanted = new RegExp(`^${pattern.replace("*", ".*")}$`)
  const found = fs.readdirSync(artifacts).filter((name) => wanted.test(name))
  for (const name of found) fs.cpSync(path.join(artifacts, name), folder, { recursive: true })
  return found.length > 0
}
