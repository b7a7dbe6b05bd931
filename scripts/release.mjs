// Makes a release: npm run release -- patch|minor|major|x.y.z [--dry-run] [--no-test]. On a clean main branch whose checks
// pass, it sets the version in package.json and the lockfile, turns the changelog's section "Unreleased" into that of the
// version with today's date, commits, and tags. --dry-run only prints; --no-test leaves `npm test` out. It pushes and
// publishes nothing: docs/contributing/releasing.md says what comes next.
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { parseArgs } from "node:util"
import { checkAddresses } from "./package/manifest.mjs"
import { explain, UserError } from "./user-error.mjs"

const usage = "Usage: npm run release -- patch|minor|major|x.y.z [--dry-run] [--no-test]"
// npm runs scripts in the package's folder.
const root = process.cwd()

try {
  release(readArguments(process.argv.slice(2)))
} catch (error) {
  explain(error)
}

/** @param {{ bump: string, dryRun: boolean, test: boolean }} request */
function release({ bump, dryRun, test }) {
  const manifest = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"))
  const current = manifest.version
  const version = nextVersion(current, bump)
  const tag = `v${version}`
  checkRepository(tag)
  checkAddresses(manifest)
  const file = path.join(root, "CHANGELOG.md")
  const { text, section } = releasedChangelog(fs.readFileSync(file, "utf8"), version)
  console.log(`${current} -> ${version}\n\n${section}\n`)
  if (dryRun) {
    console.log(`A dry run: nothing is tested, changed, committed or tagged ${tag}.`)
    return
  }
  run("npm", ["run", "check"])
  if (test) run("npm", ["test"])
  run("npm", ["version", version, "--no-git-tag-version"])
  fs.writeFileSync(file, text)
  run("git", [
    "commit",
    "--quiet",
    "--message",
    `Version ${version}`,
    "package.json",
    "package-lock.json",
    "CHANGELOG.md",
  ])
  run("git", ["tag", "--annotate", "--message", `Version ${version}`, tag])
  console.log(`Committed, and tagged ${tag}. To publish the commit and the tag: git push --follow-tags`)
}

/** @param {string[]} parameters */
function readArguments(parameters) {
  try {
    const { positionals, values } = parseArgs({
      args: parameters,
      allowPositionals: true,
      options: { "dry-run": { type: "boolean", default: false }, "no-test": { type: "boolean", default: false } },
    })
    const [bump, ...others] = positionals
    if (bump === undefined || others.length > 0) throw new UserError(usage)
    return { bump, dryRun: values["dry-run"], test: !values["no-test"] }
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error)) throw error
    throw new UserError(`${error.message}\n${usage}`)
  }
}

/**
 * @param {string} current
 * @param {string} bump
 */
function nextVersion(current, bump) {
  const [major, minor, patch] = numbersOf(current)
  if (bump === "major") return `${major + 1}.0.0`
  if (bump === "minor") return `${major}.${minor + 1}.0`
  if (bump === "patch") return `${major}.${minor}.${patch + 1}`
  if (!/^(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}$/.test(bump)) throw new UserError(usage)
  const wanted = numbersOf(bump)
  const differs = wanted[0] - major || wanted[1] - minor || wanted[2] - patch
  if (differs <= 0) throw new UserError(`${bump} does not come after ${current}`)
  return bump
}

/**
 * @param {string} version
 * @returns {[major: number, minor: number, patch: number]}
 */
function numbersOf(version) {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number)
  return [major, minor, patch]
}

/** @param {string} tag */
function checkRepository(tag) {
  const branch = git("branch", "--show-current")
  if (branch !== "main") throw new UserError(`A release is made of the branch main; this is ${branch || "no branch"}`)
  const changes = git("status", "--porcelain")
  if (changes !== "") throw new UserError(`There are changes that are not committed:\n${changes}`)
  if (git("tag", "--list", tag) !== "") throw new UserError(`There is a tag ${tag} already`)
}

/**
 * The changelog in which the section "Unreleased" is that of the version, below a new empty one.
 * @param {string} changelog
 * @param {string} version
 */
function releasedChangelog(changelog, version) {
  const match = /^## \[?Unreleased\]?\n(?<entries>.*?)(?=^## |(?![\s\S]))/ms.exec(changelog)
  if (match === null) throw new UserError('CHANGELOG.md has no section "Unreleased"')
  const entries = (match.groups?.entries ?? "").trim()
  if (entries === "") throw new UserError('The section "Unreleased" of CHANGELOG.md is empty')
  const section = `## [${version}] - ${today()}\n\n${entries}`
  const [before, after] = [changelog.slice(0, match.index), changelog.slice(match.index + match[0].length)]
  const text = `${before}## [Unreleased]\n\n${section}\n${after === "" ? "" : `\n${after}`}`
  return { text, section }
}

function today() {
  return new Date().toISOString().slice(0, 10)
}

/** @param {string[]} parameters */
function git(...parameters) {
  const { error, status, stdout, stderr } = spawnSync("git", parameters, { cwd: root, encoding: "utf8" })
  if (error) throw new UserError(`git could not be started: ${error.message}`)
  if (status !== 0) throw new UserError(`git ${parameters[0]} failed: ${stderr.trim()}`)
  return stdout.trim()
}

/**
 * @param {string} command
 * @param {string[]} parameters
 */
function run(command, parameters) {
  // npm is a script of the shell on Windows.
  const shell = process.platform === "win32" && command === "npm"
  const { error, status } = spawnSync(command, parameters, { cwd: root, stdio: "inherit", shell })
  if (error) throw new UserError(`${command} could not be started: ${error.message}`)
  if (status !== 0) throw new UserError(`${command} ${parameters.slice(0, 2).join(" ")} failed; see above`)
}
