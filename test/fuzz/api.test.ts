import assert from "node:assert/strict"
import { test } from "node:test"
import { api } from "./api/subject"
import { search } from "./search"

// About one run of 150 of a plan with Request and Reply ends with a message that did not come, also with older builds: see
// docs/explanation/reliability.md. Until that is understood, the fuzzer is a command alone.
const skip = "a fault of Request and Reply, or of the model, is not found yet: npm run fuzz:api"

// The seed is fixed, so that a change is judged by the same plans as the one before: npm run fuzz:api takes others.
test("what random operations send is lost, torn, doubled and out of order nowhere, and each of them settles", {
  skip,
}, async () => {
  const { runs, failure } = await search(api, { runs: 150, seed: 1 })
  assert.equal(failure, undefined)
  assert.ok(runs >= 100, `only ${runs} plans`)
})
