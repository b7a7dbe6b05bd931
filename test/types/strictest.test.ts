// Programs compile with the compiler's strictest options, and with them our declarations have no mistake, either.
import assert from "node:assert/strict"
import { join } from "node:path"
import { test } from "node:test"
import ts from "typescript"
import { root } from "../dropin/compile"

test("a program whose compiler tells undefined from absent", () => {
  const options = {
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
  const parsed = ts.convertCompilerOptionsFromJson(options, root)
  assert.deepEqual(parsed.errors, [])
  const program = ts.createProgram([join(root, "test", "types", "undefined-options.ts")], parsed.options)
  const mistakes = ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => !/\/node_modules\/(@types|undici-types)\//.test(file?.fileName ?? ""))
    .map(({ file, start = 0, messageText }) => {
      const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1
      return `${file?.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, " ")}`
    })
  assert.deepEqual(mistakes, [])
})
