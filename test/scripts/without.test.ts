// Which patches are taken out along with one, so that what is left compiles.

import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { test } from "node:test"
import { pathToFileURL } from "node:url"
import { folderForTests } from "../support/folder-for-tests"
import { repository } from "../support/repository"

type Files = Record<string, string>

/** A tree of libzmq whose patches write these files, each over what was there before. */
function treeOf(folder: string, pristine: Files, patches: Record<string, Files>): string {
  const git = (...parameters: string[]) =>
    execFileSync("git", ["-c", "user.name=x", "-c", "user.email=x@x.invalid", ...parameters], { cwd: folder })
  const commit = (files: Files, message: string) => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), text)
    }
    git("add", "--all")
    git("commit", "--quiet", "--message", message)
  }
  git("init", "--quiet")
  for (const [key, value] of Object.entries({
    "user.name": "x",
    "user.email": "x@x.invalid",
    "commit.gpgsign": "false",
  }))
    git("config", key, value)
  commit({ "tests/a.cpp": "", "unittests/a.cpp": "", ...pristine }, "pristine")
  git("tag", "pristine")
  for (const [name, files] of Object.entries(patches)) commit(files, `Subject\n\nPatch: ${name}`)
  git("tag", "whole")
  return folder
}

test("with a patch go those that use a name that it introduces, though another class has a member of that name", async () => {
  const { takeOut } = await import(pathToFileURL(join(repository, "scripts", "patches", "without.mjs")).href)
  const pristine = { "src/one.hpp": "bool _ready;\n", "src/other.hpp": "int _size;\n", "src/other.cpp": "_size = 1;\n" }
  const tree = treeOf(folderForTests().path, pristine, {
    "0101-introduces": { "src/other.hpp": "int _size;\nbool _ready;\nvoid restart ();\n" },
    "0102-uses-its-member": { "src/other.cpp": "_size = 1;\nuse (_ready);\n" },
    "0103-uses-its-function": { "src/third.cpp": "restart ();\n" },
    "0104-uses-the-other-member": { "src/one.cpp": "use (_ready);\n" },
  })
  assert.deepEqual(takeOut(tree, "0101-introduces"), [])
  assert.deepEqual(takeOut(tree, "0101-introduces", { dependents: true }), [
    "0102-uses-its-member",
    "0103-uses-its-function",
  ])
})
