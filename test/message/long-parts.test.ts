import assert from "node:assert/strict"
import { test } from "node:test"
import { runProgram } from "../support/child"
import { names } from "./programs/long-parts"

for (const name of names) {
  test(`${name}: a part that no Buffer can hold is EMSGSIZE in its place, and all others arrive`, async () => {
    assert.equal(await runProgram("message/programs/long-parts", [name]), "checked\n")
  })
}
