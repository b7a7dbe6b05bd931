import assert from "node:assert/strict"
import { mkdirSync } from "node:fs"
import { test } from "node:test"
import { freshPath } from "../support/endpoints"
import { Example } from "./example"

// What is killed cannot remove its folder; this one goes away with the tests.
const folder = freshPath()
mkdirSync(folder)
process.env.TMPDIR = folder

for (const [name, line] of [
  ["pair", /^left: bound to/],
  ["push-pull", /^Manager: 3 workers are here/],
  ["slow-joiner", /^Publisher: confirmed/],
  ["tour", /^Request-reply at tcp/],
] as const) {
  test(`${name}: when it is killed, the processes that it started end too`, async () => {
    await using example = new Example(name)
    await example.printed(line)
    example.kill("SIGKILL")
    // They have its stdout, and this waits until all of them have let go of it.
    const { signal } = await example.ended
    assert.equal(signal, "SIGKILL")
  })
}
