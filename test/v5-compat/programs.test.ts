// Programs for the v5-compat of zeromq 6 print the same with that package and with this one.
import assert from "node:assert/strict"
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { Child } from "../support/child"

const programs = join(__dirname, "programs")
const standIn = join(__dirname, "..", "dropin", "stand-in.js")

async function run(name: string, isOurs: boolean): Promise<string[]> {
  const flags = isOurs ? ["--require", standIn] : []
  await using child = Child.node([...flags, join(programs, name)], { env: { NODE_NO_WARNINGS: "1" } })
  return await child.exited()
}

for (const name of readdirSync(programs).filter((file) => file.endsWith(".js"))) {
  test(`${name}: prints the same with zeromq 6 and with this package`, async () => {
    const [theirs, ours] = [await run(name, false), await run(name, true)]
    assert.ok(theirs.length > 3)
    assert.deepEqual(ours, theirs)
  })
}
