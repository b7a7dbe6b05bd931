// A context starts all of its threads, or none.

import assert from "node:assert/strict"
import { test } from "node:test"
import { runProgram } from "../support/child"
import { patched } from "../support/patched"

const skip = (process.platform !== "linux" && "prlimit and /proc are Linux's") || patched.skip

test("a context that cannot start all of its threads starts none, and may try again", { skip }, async () => {
  assert.equal(await runProgram("lifetimes/few-threads"), "checked\n")
})
