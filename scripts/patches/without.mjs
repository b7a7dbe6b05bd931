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
    const uses = users && wordsOf(changedLines(tree, hash, "+- ")).some((word) => taken.has(word))
    if (!uses && tryGit(tree, ["cherry-pick", hash]).status === 0) continue
    if (!uses) git(tree, ["cherry-pick", "--abort"])
    else for (const word of namesIntroduced(tree, hash)) taken.add(word)
    along.push(name)
  }
  return along
}

// The identifiers in the lines that a patch adds which are nowhere in the sources before it.
function namesIntroduced(tree, hash) {
  const known = new Set(wordsOf(git(tree, ["grep", "-h", "-I", "-e", ".", `${hash}~1`, "--", "src", "include"])))
  return new Set(wordsOf(changedLines(tree, hash, "+")).filter((word) => !known.has(word)))
}

function changedLines(tree, hash, marks) {
  const diff = git(tree, ["show", "--format=", hash, "--", "src", "include"])
  return diff
    .split("\n")
    .filter((line) => marks.includes(line[0]) && !/^(?:---|\+\+\+) /.test(line))
    .map((line) => line.slice(1).replace(/\/\/.*/, ""))
    .join("\n")
}

function wordsOf(text) {
  return text.match(/[A-Za-z_]\w{3,}/g) ?? []
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
