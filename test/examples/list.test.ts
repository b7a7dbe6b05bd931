import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { test } from "node:test"
import { Child } from "../support/child"
import { repository } from "../support/repository"
import { numbered } from "./example"

const names = readdirSync(join(repository, "examples")).map((file) => basename(file, ".ts"))

async function runExample(...parameters: string[]) {
  await using child = Child.node([join(repository, "scripts", "example.mjs"), ...parameters])
  const { code, stdout, stderr } = await child.ended
  return { code, stdout, stderr }
}

test("docs/how-to/examples.md has a row for each example, with a link to it", () => {
  const page = readFileSync(join(repository, "docs", "how-to", "examples.md"), "utf8")
  const rows = [...page.matchAll(/^\| \[`([\w-]+)`\]\(\.\.\/\.\.\/examples\/([\w/-]+)\.ts\)/gm)]
  assert.deepEqual(rows.map(([, name]) => name).sort(), [...names].sort())
  for (const [, name, file] of rows) assert.ok([name, `${name}/index`].includes(file), file)
})

test("an example runs by its name", async () => {
  const published = ["Published 10 messages", ...numbered(5, (round) => `[B] We would like to see this (${round})`)]
  assert.deepEqual(await runExample("envelopes"), { code: 0, stdout: `${published.join("\n")}\n`, stderr: "" })
})

test("without a name, or with one that does not exist, the names are listed", async () => {
  for (const parameters of [[], ["no-such-example"]]) {
    const { code, stdout, stderr } = await runExample(...parameters)
    assert.deepEqual({ code, stdout }, { code: 2, stdout: "" })
    const listed = /^Names: (.*)$/m.exec(stderr)?.[1]?.split(", ") ?? []
    assert.deepEqual(listed.sort(), [...names].sort())
  }
})
