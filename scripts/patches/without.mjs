import path from "node:path"
import { git, tryGit } from "./tree.mjs"

// Leaves the files of the tree as they are without one patch, but for the tests that it brings. Returns the names of those
// that had to be taken out along with it: where they conflict without it, or where `users` is true and they use a name that
// it introduces.
export function takeOut(tree, name, { users = false } = {}) {
  const commits = commitsOf(tree)
  const index = commits.findIndex((commit) => commit.name === name)
  const along = (!users && revert(tree, commits[index])) || replay(tree, commits, index, users)
  git(tree, ["checkout", "--quiet", "whole", "--", "tests", "unittests"])
  return along
}

// The quick way, which there mostly is.
function revert(tree, { hash }) {
  git(tree, ["checkout", "--quiet", "--force", "whole"])
  if (tryGit(tree, ["revert", "--no-commit", hash]).status === 0) return []
  git(tree, ["revert", "--abort"])
  return undefined
}

function replay(tree, commits, index, users) {
  const taken = users ? namesIntroduced(tree, commits[index].hash) : new Set()
  const along = []
  git(tree, ["checkout", "--quiet", "--force", `${commits[index].hash}~1`])
  for (const { hash, name } of commits.slice(index + 1)) {
    const uses = users && namesIn(changedLines(tree, hash, "+- ")).some((name) => taken.has(name))
    if (!uses && tryGit(tree, ["cherry-pick", hash]).status === 0) continue
    if (!uses) git(tree, ["cherry-pick", "--abort"])
    else for (const name of namesIntroduced(tree, hash)) taken.add(name)
    along.push(name)
  }
  return along
}

// The names in the lines that a patch adds which are nowhere in the sources before it. Members are declared in headers:
// elsewhere a class may use one of its base for the first time.
function namesIntroduced(tree, hash) {
  const before = git(tree, ["grep", "-I", "-e", ".", `${hash}~1`, "--", "src", "include"])
  const known = new Set(namesIn(before.split("\n").map(fileAndText)))
  const added = changedLines(tree, hash, "+")
  const names = [...wordsIn(added), ...membersIn(added.filter(({ file }) => file.endsWith(".hpp")))]
  return new Set(names.filter((name) => !known.has(name)))
}

// A line of git grep is COMMIT:FILE:TEXT.
function fileAndText(line) {
  const [, file, text] = /^[^:]*:([^:]*):(.*)$/s.exec(line) ?? ["", "", ""]
  return { file, text }
}

function changedLines(tree, hash, marks) {
  const lines = []
  let file = ""
  for (const line of git(tree, ["show", "--format=", hash, "--", "src", "include"]).split("\n")) {
    if (line.startsWith("diff ")) file = line.split(" b/").at(-1)
    else if (marks.includes(line[0]) && !/^(?:---|\+\+\+) /.test(line)) lines.push({ file, text: line.slice(1) })
  }
  return lines
}

// The identifiers of the lines, and of members, which begin with an underscore, whose they are: classes have files of their
// own, and some have members of the same name.
function namesIn(lines) {
  return [...wordsIn(lines), ...membersIn(lines)]
}

function membersIn(lines) {
  return lines.flatMap(({ file, text }) => {
    const owner = path.basename(file, path.extname(file))
    const members = wordsIn([{ text }]).filter((word) => word.startsWith("_"))
    return members.map((member) => `${owner} ${member}`)
  })
}

function wordsIn(lines) {
  return lines.flatMap(({ text }) => text.replace(/\/\/.*/, "").match(/[A-Za-z_]\w{3,}/g) ?? [])
}

// All patches' commits, in their order; the last line of a message is its patch's name.
export function commitsOf(tree) {
  const log = git(tree, ["log", "--reverse", "--format=%H%x00%B%x01", "pristine..whole"])
  return log
    .split("\x01")
    .map((entry) => entry.trim())
    .filter(Boolean)
    .map((entry) => {
      const [hash, message] = entry.split("\0")
      return { hash, name: message.trimEnd().split("\n").at(-1).replace("Patch: ", "") }
    })
}
