import { git, tryGit } from "./tree.mjs"

// Leaves the files of the tree as they are without one patch, but for the tests that it brings. Returns the names of those
// that had to be taken out along with it, for they build on it.
export function takeOut(tree, name) {
  const along = revert(tree, name)
  git(tree, ["checkout", "--quiet", "whole", "--", "tests", "unittests"])
  return along
}

function revert(tree, name) {
  const commits = commitsOf(tree)
  const index = commits.findIndex((commit) => commit.name === name)
  git(tree, ["checkout", "--quiet", "--force", "whole"])
  if (tryGit(tree, ["revert", "--no-commit", commits[index].hash]).status === 0) return []
  git(tree, ["revert", "--abort"])
  git(tree, ["checkout", "--quiet", "--force", `${commits[index].hash}~1`])
  const along = []
  for (const { hash, name: later } of commits.slice(index + 1)) {
    if (tryGit(tree, ["cherry-pick", hash]).status === 0) continue
    git(tree, ["cherry-pick", "--abort"])
    along.push(later)
  }
  return along
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
