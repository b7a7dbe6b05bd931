import assert from "node:assert/strict"
import { test } from "node:test"
import { names } from "./memory/long-parts"
import { runProgram } from "./support/program"

// These look ahead, and forget what they came upon.
const todo = ["loop", "batches", "receiveMany with a max"]

for (const name of names) {
  test(`${name}: a part that no Buffer can hold is EMSGSIZE in its place, and all others arrive`, {
    todo: todo.includes(name) && "the error is lost",
  }, async () => {
    assert.equal(await runProgram("memory/long-parts", [name]), "checked\n")
  })
}
