import assert from "node:assert/strict"
import { test } from "node:test"
import { api } from "./api/subject"
import { search } from "./search"

// The seed is fixed, so that a change is judged by the same plans as the one before: npm run fuzz:api takes others.
test("what random operations send is lost, torn, doubled and out of order nowhere, and each of them settles", async () => {
  const { runs, failure } = await search(api, { runs: 150, seed: 1 })
  assert.equal(failure, undefined)
  assert.ok(runs >= 100, `only ${runs} plans`)
})
