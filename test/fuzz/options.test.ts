import assert from "node:assert/strict"
import { test } from "node:test"
import { options } from "./options/subject"
import { search } from "./search"

test("no value of any option ends the process, and a rejected one changes nothing", async () => {
  const { runs, failure } = await search(options, { runs: 1_000, seed: 1 })
  assert.equal(failure, undefined)
  assert.ok(runs >= 600, `only ${runs} plans`)
})
