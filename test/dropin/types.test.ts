// Programs that are written against the types of `zeromq` 6 compile against ours. That they compile against zeromq's own
// is what the build of the tests shows.
import assert from "node:assert/strict"
import { readdirSync } from "node:fs"
import { join, relative } from "node:path"
import { test } from "node:test"
import ts from "typescript"

const root = join(__dirname, "..", "..", "..")
const folder = join(root, "test", "dropin", "programs")
const files = readdirSync(folder).map((file) => join(folder, file))

function diagnose(paths: Record<string, string[]>): string[] {
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts", "lib.esnext.disposable.d.ts"],
    types: ["node"],
    typeRoots: [join(root, "node_modules", "@types")],
    strict: true,
    esModuleInterop: true,
    skipLibCheck: true,
    noEmit: true,
    paths,
  })
  const used = program.getSourceFiles().map(({ fileName }) => relative(root, fileName))
  assert.equal(used.includes("node_modules/zeromq/lib/index.d.ts"), !("zeromq" in paths))
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0
    return `${file && relative(root, file.fileName)}:${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`
  })
}

test("programs written for zeromq compile against zeromq's types, and against ours", () => {
  assert.ok(files.length >= 9)
  assert.deepEqual(diagnose({}), [])
  const own = { zeromq: [join(root, "dist", "index.d.ts")], "zeromq/draft": [join(root, "dist", "draft.d.ts")] }
  assert.deepEqual(diagnose(own), [])
})

/** The names that a declaration file exports, those of types too. */
function exportsOf(path: string): string[] {
  const program = ts.createProgram([path], {
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    types: ["node"],
    typeRoots: [join(root, "node_modules", "@types")],
    skipLibCheck: true,
  })
  const checker = program.getTypeChecker()
  const symbol = checker.getSymbolAtLocation(program.getSourceFile(path)!)
  return checker.getExportsOfModule(symbol!).map(({ name }) => name)
}

test("every name that zeromq's types export is exported by ours", () => {
  const theirs = exportsOf(join(root, "node_modules", "zeromq", "lib", "index.d.ts"))
  const ours = new Set(exportsOf(join(root, "dist", "index.d.ts")))
  assert.ok(theirs.includes("SocketOptions") && theirs.includes("EventOfType"))
  assert.deepEqual(
    theirs.filter((name) => !ours.has(name)),
    [],
  )
})
