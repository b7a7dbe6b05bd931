import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { runProgram } from "../support/child"
import { names } from "./programs/many-parts"

describe("a message of a million parts leaves nothing behind that only it needed", () => {
  for (const name of names) {
    test(name, async () => {
      assert.equal(await runProgram("message/programs/many-parts", [name]), "checked\n")
    })
  }
})
