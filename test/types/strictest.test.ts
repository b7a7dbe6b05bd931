// Programs compile with the compiler's strictest options, and with the newest types of Node; our declarations have no
// mistake, either.
import assert from "node:assert/strict"
import { mkdtempSync, rmSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type TestContext, test } from "node:test"
import ts from "typescript"
import { root } from "../dropin/compile"

const strictest = {
  target: "es2022",
  module: "node16",
  moduleResolution: "node16",
  lib: ["es2022", "esnext.disposable"],
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  skipLibCheck: false,
  noEmit: true,
}

test("a program whose compiler tells undefined from absent", () => {
  assert.deepEqual(mistakesOf(strictest), [])
})

test("a program with the newest types of Node", (t) => {
  assert.deepEqual(mistakesOf({ ...strictest, typeRoots: [newestTypes(t)] }), [])
})

function mistakesOf(options: object): string[] {
  const parsed = ts.convertCompilerOptionsFromJson(options, root)
  assert.deepEqual(parsed.errors, [])
  const files = ["test/types/undefined-options.ts", "dist/draft.d.ts", "dist/addon.d.ts", "dist/v5-compat/index.d.ts"]
  const program = ts.createProgram(
    files.map((file) => join(root, file)),
    parsed.options,
  )
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => !/\/node_modules\/(@types|types-node-newest|undici-types)\//.test(file?.fileName ?? ""))
    .map(({ file, start = 0, messageText }) => {
      const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1
      return `${file?.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, " ")}`
    })
}

/** A folder of types that has the newest ones under the name `node`. */
function newestTypes(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "zmq-napi-types-"))
  t.after(() => rmSync(folder, { recursive: true }))
  symlinkSync(join(root, "node_modules", "types-node-newest"), join(folder, "node"), "junction")
  return folder
}
