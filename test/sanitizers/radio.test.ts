import assert from "node:assert/strict"
import { test } from "node:test"
import { findingsOf, skip } from "./findings"

test("a message of which a Dish has had the group alone, as it goes, is freed", { skip }, async () => {
  assert.deepEqual(await findingsOf("radio-end"), [])
})
