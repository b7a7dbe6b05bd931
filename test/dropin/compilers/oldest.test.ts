// The oldest compiler that README.md promises.
import assert from "node:assert/strict"
import { test } from "node:test"
import { type Compiler, compile } from "../compile"
import { testCompiler } from "./programs"

// Before 4.9 accessors cannot take the place of a property that comes from a mapped type, as all options do.
testCompiler("typescript-4.7", ["node", "node16"], ["types-overriding.ts"])

test("type errors are found, and nothing is any by mistake", () => {
  const ts: Compiler = require("typescript-4.7")
  const text = `import { Pull, Push } from "zeromq"
    new Push().linger = "none"
    export const iterate = async () => { for await (const [part] of new Pull()) part.nonsense }
    export const batch = async () => { for await (const [[part]] of new Pull().batches()) part.nonsense }
    export const watch = async () => { for await (const event of new Pull().events) event.nonsense }`
  const found = compile(ts, new Map([["wrong.ts", text]]), "ours")
  assert.deepEqual(
    found.map(({ line }) => line),
    [2, 3, 4, 5],
  )
})
