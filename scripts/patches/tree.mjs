import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { readPins } from "../sources/pins.mjs"
import { extract } from "../sources/unpack.mjs"
import { withTarball } from "../sources/vendor.mjs"
import { UserError } from "../user-error.mjs"
import { parseMessage } from "./message.mjs"

/**
 * @import { Patch } from "../sources/patches.mjs"
 * @import { Pin } from "../sources/pins.mjs"
 */

// The scratch tree is a git repository of libzmq with a commit for each patch, on top of the tag `pristine`. The last
// line of a commit's message names the patch's file, "Patch: 0101-short-name"; the patch itself does not have this
// line.
const fileLine = "Patch"
const author = "zmq-napi maintainers <maintainers@zmq-napi.invalid>"

/** @param {string} root */
export function libzmqOf(root) {
  const pin = readPins(root).find(({ name }) => name === "libzmq")
  if (pin === undefined) throw new UserError("native/libzmq.json does not pin libzmq")
  return pin
}

/** @param {string} root */
function patchFolder(root) {
  return path.join(root, "native", "patches", "libzmq")
}

/**
 * Makes the tree anew in `folder`. Throws an error with git's words if a patch does not apply.
 * @param {string} root
 * @param {string} folder
 */
export async function applySeries(root, folder) {
  const pin = libzmqOf(root)
  await extractPristine(pin, folder)
  commitPristine(pin, folder)
  if (pin.patches.length === 0) return
  const mails = pin.patches.map(({ file, text }) => withFileLine(text, file.replace(/\.patch$/, "")))
  git(folder, ["am", "--quiet", "--keep-cr", "--3way", "--committer-date-is-author-date"], mails.join("\n"))
}

/**
 * @param {Pin} pin
 * @param {string} folder
 */
async function extractPristine(pin, folder) {
  if (fs.existsSync(folder)) throw new UserError(`${folder} is there already. Export it, or remove it.`)
  const parent = path.dirname(folder)
  fs.mkdirSync(parent, { recursive: true })
  await withTarball(pin, parent, (tarball, scratch) => fs.renameSync(extract(tarball, pin, scratch), folder))
}

/**
 * @param {Pin} pin
 * @param {string} folder
 */
function commitPristine(pin, folder) {
  git(folder, ["init", "--quiet", "--initial-branch=patches"])
  const settings = {
    "user.name": "zmq-napi",
    "user.email": "maintainers@zmq-napi.invalid",
    "core.autocrlf": "false",
    "commit.gpgsign": "false",
  }
  for (const [name, value] of Object.entries(settings)) git(folder, ["config", name, value])
  git(folder, ["add", "--all", "--force"])
  git(folder, ["commit", "--quiet", "--message", `libzmq ${pin.version}`])
  git(folder, ["tag", "pristine"])
}

/**
 * Adds the line after the message, which ends at the line of three dashes.
 * @param {string} text
 * @param {string} name
 */
function withFileLine(text, name) {
  return text.replace("\n---\n", () => `\n${fileLine}: ${name}\n---\n`)
}

/**
 * The commits of the tree as patches, in their order. Throws if a message lacks something, or if the names are not in
 * the order of the commits.
 * @param {string} folder
 */
function readSeries(folder) {
  const hashes = git(folder, ["rev-list", "--reverse", "pristine..HEAD"]).split("\n").filter(Boolean)
  const patches = hashes.map((hash) => readCommit(folder, hash))
  patches.forEach(({ file }, index) => {
    const before = patches[index - 1]?.file
    if (before !== undefined && before >= file)
      throw new UserError(`${file} comes after ${before}: give it a later number`)
  })
  return patches
}

/**
 * @param {string} folder
 * @param {string} hash
 * @returns {Patch}
 */
function readCommit(folder, hash) {
  const message = git(folder, ["log", "-1", "--format=%B", hash]).trimEnd()
  const [subject = ""] = message.split("\n")
  const name = new RegExp(`\n${fileLine}: (\\d{4}-[a-z0-9-]+)$`).exec(message)?.[1]
  if (name === undefined) {
    throw new UserError(
      `The commit ${hash.slice(0, 8)} "${subject}" does not end with a line "${fileLine}: NNNN-short-name"`,
    )
  }
  const body = message.slice(message.indexOf("\n") + 1, message.lastIndexOf(`\n${fileLine}: `)).trim()
  parseMessage(subject, body, `${hash.slice(0, 8)} (${name})`)
  return {
    file: `${name}.patch`,
    text: mail({ subject, body, date: dateOf(folder, hash), diff: diffOf(folder, hash) }),
  }
}

/**
 * What `git format-patch` writes, without what changes with each rebase or each version of git.
 * @param {{ subject: string, body: string, date: string, diff: string }} patch
 */
function mail({ subject, body, date, diff }) {
  return (
    `From ${"0".repeat(40)} Mon Sep 17 00:00:00 2001\nFrom: ${author}\nDate: ${date}\n` +
    `Subject: [PATCH] ${subject}\n\n${body}\n---\n${diff}`
  )
}

/**
 * @param {string} folder
 * @param {string} hash
 */
function dateOf(folder, hash) {
  return git(folder, ["log", "-1", "--format=%aD", hash]).trim()
}

/**
 * @param {string} folder
 * @param {string} hash
 */
function diffOf(folder, hash) {
  const options = [
    "--full-index",
    "--no-renames",
    "--no-ext-diff",
    "--no-color",
    "--diff-algorithm=myers",
    "--unified=3",
  ]
  return git(folder, ["diff-tree", "--patch", ...options, "--no-commit-id", hash])
}

/**
 * Writes the tree's commits in place of the series of the project; returns the names of the files that changed.
 * @param {string} root
 * @param {string} folder
 */
export function exportSeries(root, folder) {
  const target = patchFolder(root)
  const patches = readSeries(folder)
  const names = new Set(patches.map(({ file }) => file))
  fs.mkdirSync(target, { recursive: true })
  const gone = fs.readdirSync(target).filter((file) => file.endsWith(".patch") && !names.has(file))
  for (const file of gone) fs.rmSync(path.join(target, file))
  const changed = patches.filter(({ file, text }) => {
    const place = path.join(target, file)
    if (fs.existsSync(place) && fs.readFileSync(place, "utf8") === text) return false
    fs.writeFileSync(place, text)
    return true
  })
  return [...gone, ...changed.map(({ file }) => file)].sort()
}

/**
 * Runs git in the folder, without the user's and the machine's settings, and returns its output.
 * @param {string} folder
 * @param {string[]} parameters
 * @param {string} [input]
 */
export function git(folder, parameters, input) {
  const { error, status, stdout, stderr } = tryGit(folder, parameters, input)
  if (error) throw new UserError(`git could not be started: ${error.message}`)
  if (status !== 0) throw new UserError(`git ${parameters[0]} failed in ${folder}:\n${stdout}${stderr}`)
  return stdout
}

/**
 * @param {string} folder
 * @param {string[]} parameters
 * @param {string} [input]
 */
export function tryGit(folder, parameters, input) {
  const env = { ...process.env, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null", GIT_DIR: undefined }
  return spawnSync("git", parameters, { cwd: folder, env, input, encoding: "utf8", maxBuffer: 1 << 28 })
}
