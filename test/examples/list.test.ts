import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { test } from "node:test"
import { repository } from "../support/repository"
import { numbered } from "./example"

const names = readdirSync(join(repository, "examples")).map((file) => basename(file, ".ts"))

function runExample(...parameters: string[]) {
  const script = join(repository, "scripts", "example.mjs")
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...parameters], { encoding: "utf8" })
  return { status, stdout, stderr }
}

test("docs/how-to/examples.md has a row for each example, with a link to it", () => {
  const page = readFileSync(join(repository, "docs", "how-to", "examples.md"), "utf8")
  const rows = [...page.matchAll(/^\| \[`([\w-]+)`\]\(\.\.\/\.\.\/examples\/([\w/-]+)\.ts\)/gm)]
  assert.deepEqual(rows.map(([, name]) => name).sort(), [...names].sort())
  for (const [, name, file] of rows) assert.ok([name, `${name}/index`].includes(file), file)
})

test("an example runs by its name", () => {
  const published = ["Published 10 messages", ...numbered(5, (round) => `[B] We would like to see this (${round})`)]
  assert.deepEqual(runExample("envelopes"), { status: 0, stdout: `${published.join("\n")}\n`, stderr: "" })
})

test("without a name, or with one that does not exist, the names are listed", () => {
  for (const parameters of [[], ["no-such-example"]]) {
    const { status, stdout, stderr } = runExample(...parameters)
    assert.deepEqual({ status, stdout }, { status: 2, stdout: "" })
    const listed = /^Names: (.*)$/m.exec(stderr)![1].split(", ")
    assert.deepEqual(listed.sort(), [...names].sort())
  }
})
