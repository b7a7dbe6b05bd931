import path from "node:path"
import { git, tryGit } from "./tree.mjs"

/** @typedef {{ hash: string, name: string }} Commit of a patch */
/** @typedef {{ file: string, text: string }} Line of a source */

/**
 * Removes one patch from the tree, but keeps the tests that it adds. Returns the names of the patches that had to be
 * removed with it: those that conflict without it, and, where `dependents` is true, those that use a name that it
 * introduces.
 * @param {string} tree
 * @param {string} name
 */
export function takeOut(tree, name, { dependents = false } = {}) {
  const commits = commitsOf(tree)
  const index = commits.findIndex((commit) => commit.name === name)
  const commit = commits[index]
  if (commit === undefined) throw new Error(`${tree} has no patch ${name}`)
  const removedWith =
    (!dependents && revert(tree, commit)) || replay(tree, commit, commits.slice(index + 1), dependents)
  git(tree, ["checkout", "--quiet", "whole", "--", "tests", "unittests"])
  return removedWith
}

/**
 * The quick way, which mostly works.
 * @param {string} tree
 * @param {Commit} commit
 * @returns {string[] | undefined}
 */
function revert(tree, { hash }) {
  git(tree, ["checkout", "--quiet", "--force", "whole"])
  if (tryGit(tree, ["revert", "--no-commit", hash]).status === 0) return []
  git(tree, ["revert", "--abort"])
  return undefined
}

/**
 * Applies the later patches to the state before the commit.
 * @param {string} tree
 * @param {Commit} commit
 * @param {Commit[]} later
 * @param {boolean} dependents
 */
function replay(tree, commit, later, dependents) {
  /** @type {Set<string>} */
  const taken = dependents ? namesIntroduced(tree, commit.hash) : new Set()
  /** @type {string[]} */
  const removedWith = []
  git(tree, ["checkout", "--quiet", "--force", `${commit.hash}~1`])
  for (const { hash, name } of later) {
    const uses = dependents && namesIn(changedLines(tree, hash, "+- ")).some((name) => taken.has(name))
    if (!uses && tryGit(tree, ["cherry-pick", hash]).status === 0) continue
    if (!uses) git(tree, ["cherry-pick", "--abort"])
    else for (const name of namesIntroduced(tree, hash)) taken.add(name)
    removedWith.push(name)
  }
  return removedWith
}

/**
 * The names in the lines that a patch adds which were nowhere in the sources before it. Of members only those in
 * headers, where they are declared: elsewhere a class may use a member of its base for the first time.
 * @param {string} tree
 * @param {string} hash
 */
function namesIntroduced(tree, hash) {
  const before = git(tree, ["grep", "-I", "-e", ".", `${hash}~1`, "--", "src", "include"])
  const known = new Set(namesIn(before.split("\n").map(fileAndText)))
  const added = changedLines(tree, hash, "+")
  const names = [...wordsIn(added), ...membersIn(added.filter(({ file }) => file.endsWith(".hpp")))]
  return new Set(names.filter((name) => !known.has(name)))
}

/**
 * A line of git grep is COMMIT:FILE:TEXT.
 * @param {string} line
 * @returns {Line}
 */
function fileAndText(line) {
  const [, file = "", text = ""] = /^[^:]*:([^:]*):(.*)$/s.exec(line) ?? []
  return { file, text }
}

/**
 * @param {string} tree
 * @param {string} hash
 * @param {string} marks the first characters of the wanted lines of the diff
 */
function changedLines(tree, hash, marks) {
  /** @type {Line[]} */
  const lines = []
  let file = ""
  for (const line of git(tree, ["show", "--format=", hash, "--", "src", "include"]).split("\n")) {
    if (line.startsWith("diff ")) file = line.split(" b/").at(-1) ?? ""
    else if (line !== "" && marks.includes(line.charAt(0)) && !/^(?:---|\+\+\+) /.test(line))
      lines.push({ file, text: line.slice(1) })
  }
  return lines
}

/**
 * The identifiers in the lines. Members, which begin with an underscore, also with the name of their class: classes
 * have files of their own, and some have members of the same name.
 * @param {Line[]} lines
 */
function namesIn(lines) {
  return [...wordsIn(lines), ...membersIn(lines)]
}

/** @param {Line[]} lines */
function membersIn(lines) {
  return lines.flatMap(({ file, text }) => {
    const owner = path.basename(file, path.extname(file))
    const members = wordsIn([{ text }]).filter((word) => word.startsWith("_"))
    return members.map((member) => `${owner} ${member}`)
  })
}

/** @param {{ text: string }[]} lines */
function wordsIn(lines) {
  return lines.flatMap(({ text }) => text.replace(/\/\/.*/, "").match(/[A-Za-z_]\w{3,}/g) ?? [])
}

/**
 * The commits of all patches, in their order. The last line of a message is its patch's name.
 * @param {string} tree
 * @returns {Commit[]}
 */
export function commitsOf(tree) {
  const log = git(tree, ["log", "--reverse", "--format=%H%x00%B%x01", "pristine..whole"])
  return log
    .split("\x01")
    .map((entry) => entry.trim())
    .filter(Boolean)
    .map((entry) => {
      const [hash = "", message = ""] = entry.split("\0")
      return { hash, name: message.trimEnd().split("\n").at(-1)?.replace("Patch: ", "") ?? "" }
    })
}
