import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { runScript } from "../support/child"
import { repository } from "../support/repository"

test("the programs of docs/how-to/migrating-from-zeromq-5.md run", async () => {
  const page = readFileSync(join(repository, "docs", "how-to", "migrating-from-zeromq-5.md"), "utf8")
  const programs = [...page.matchAll(/^```js\n(.*?)^```$/gms)].map(([, program]) => program as string)
  const printed = await Promise.all(programs.map((program) => runScript(program)))
  assert.deepEqual(printed, ["hello world\n", "working on a task\n"])
})
