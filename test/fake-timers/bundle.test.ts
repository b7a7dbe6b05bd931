import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { test } from "node:test"
import ts from "typescript"

/** What tests replace by something that stands still, and so the package must not wait or measure with. */
const replaced = [
  ...["setTimeout", "setInterval", "setImmediate", "clearTimeout", "clearInterval", "clearImmediate"],
  ...["queueMicrotask", "performance", "nextTick", "hrtime"],
]

test("the package uses none of the clocks and timers that tests replace", () => {
  const file = join(dirname(require.resolve("zmq-napi")), "core.js")
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && replaced.includes(node.text)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart())
      found.push(source.text.split("\n")[line]!.trim())
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  // The one that the thread reactor may use, taken when the package is loaded: it does without if that stands still.
  assert.deepEqual(found, ["var immediate = timersOfNode.setImmediate;"])
})
