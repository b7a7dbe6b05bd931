import assert from "node:assert/strict"
import { test } from "node:test"
import { runProgram } from "../support/child"
import { patched } from "../support/patched"

test(
  "a thread closes draft sockets while another one shuts their context down, and neither waits for the other",
  patched,
  async () => {
    assert.equal(await runProgram("lifetimes/close-during-shutdown", ["300"]), "300 rounds\n")
  },
)
