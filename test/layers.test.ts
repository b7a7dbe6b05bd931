import assert from "node:assert/strict"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { test } from "node:test"
import ts from "typescript"

const root = resolve(require.resolve("zmq-napi"), "..", "..")
const lib = join(root, "lib")
const native = join(root, "native")

function filesOf(folder: string, endings: RegExp): string[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((file) => endings.test(file))
    .sort()
}

// --- TypeScript

interface Import {
  file: string
  from: string
}

function sourceOf(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(join(lib, file), "utf8"), ts.ScriptTarget.Latest)
}

/** The files of lib/ that a file of lib/ imports or re-exports, for types alone too. */
function importsOf(file: string): Import[] {
  return sourceOf(file).statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return []
    const specifier = statement.moduleSpecifier
    if (specifier === undefined || !ts.isStringLiteral(specifier) || !specifier.text.startsWith(".")) return []
    const from = relative(lib, resolve(lib, dirname(file), specifier.text)).replace(/\.js$/, ".ts")
    return [{ file, from }]
  })
}

function assertNoCircle(files: readonly string[], edges: readonly Import[]): void {
  const next = new Map(files.map((file): [string, string[]] => [file, []]))
  for (const { file, from } of edges) next.get(file)?.push(from)
  const finished = new Set<string>()
  const visit = (file: string, path: readonly string[]) => {
    assert.ok(!path.includes(file), [...path, file].join(" -> "))
    if (finished.has(file)) return
    for (const other of next.get(file) ?? []) visit(other, [...path, file])
    finished.add(file)
  }
  for (const file of files) visit(file, [])
  assert.equal(finished.size, files.length)
}

const modules = filesOf(lib, /\.m?ts$/)
const imports = modules.flatMap(importsOf)

/** The folders of lib/: each imports from those before it alone. The index files, in lib/ itself, and the old API over them come last. */
const folders = [
  "addon",
  "util",
  "errors",
  "event-loop",
  "curve",
  "message",
  "socket-types",
  "options",
  "checks",
  "context",
  "engine",
  "auth",
  "monitor",
  "socket",
  "sockets",
  "poller",
  "proxy",
  ".",
  "v5-compat",
]

function folderOf(file: string): string {
  return file.includes("/") ? (file.split("/")[0] as string) : "."
}

test("what a file of lib/ imports exists", () => {
  assert.ok(imports.length > 50)
  for (const { file, from } of imports) assert.ok(existsSync(join(lib, from)), `${file} imports ${from}`)
})

test("a folder of lib/ imports only from those before it, types included", () => {
  assert.deepEqual(new Set(modules.map(folderOf)), new Set(folders))
  const upwards = imports.filter(({ file, from }) => folders.indexOf(folderOf(from)) > folders.indexOf(folderOf(file)))
  assert.deepEqual(upwards, [])
})

test("no file of lib/ imports itself in a circle, types included", () => {
  assertNoCircle(modules, imports)
})

test("no socket type imports another", () => {
  const isType = (file: string) => file.startsWith("sockets/") && !file.endsWith("/disconnect-peer.ts")
  assert.deepEqual(
    imports.filter(({ file, from }) => isType(file) && isType(from)),
    [],
  )
})

test("the index files only re-export", () => {
  const entries = ["index", "draft", "v5-compat/index"].flatMap((entry) => [`${entry}.ts`, `${entry}.mts`])
  for (const file of entries) {
    const others = sourceOf(file).statements.filter((statement) => !ts.isExportDeclaration(statement))
    assert.equal(others.length, 0, file)
  }
})

test("the old API is built upon the public one alone", () => {
  const old = imports.filter(({ file }) => folderOf(file) === "v5-compat")
  const others = old.map(({ from }) => from).filter((from) => folderOf(from) !== "v5-compat")
  assert.deepEqual(new Set(others), new Set(["index.ts"]))
})

test("the addon is loaded in one file, and known by its binding alone", () => {
  assert.deepEqual(
    imports.filter(({ from }) => from === "addon/load.ts").map(({ file }) => file),
    ["addon/binding.ts"],
  )
})

// --- C++

const sources = ["zmq", "node"].flatMap((folder) =>
  filesOf(join(native, folder), /\.(h|cc)$/).map((file) => join(folder, file)),
)

function textOf(file: string): string {
  return readFileSync(join(native, file), "utf8")
}

function includesOf(file: string): string[] {
  return [...textOf(file).matchAll(/^\s*#\s*include\s*[<"]([^>"]+)[>"]/gm)].map((match) => match[1] as string)
}

/** The source without its comments. */
function codeOf(file: string): string {
  return textOf(file).replace(/\/\/.*$|\/\*[\s\S]*?\*\//gm, "")
}

function filesWith(pattern: RegExp): string[] {
  return sources.filter((file) => pattern.test(codeOf(file)))
}

test("native/zmq knows neither Node-API nor libuv nor what is above it", () => {
  const overLibzmq = sources.filter((file) => file.startsWith("zmq/"))
  assert.ok(overLibzmq.length > 5)
  for (const file of overLibzmq) {
    const wrong = includesOf(file).filter((name) => /^(napi|node_api|js_native_api|uv)|^node\/|^\.\./.test(name))
    assert.deepEqual(wrong, [], file)
    assert.doesNotMatch(codeOf(file), /\bnapi_|\bNapi::|\buv_/, file)
  }
})

test("every include of our own names its layer", () => {
  for (const file of sources) {
    for (const [, name] of textOf(file).matchAll(/^\s*#\s*include\s*"([^"]+)"/gm)) {
      assert.match(name as string, /^(zmq|node)\//, `${file} includes ${name}`)
      assert.ok(sources.includes(name as string), `${file} includes ${name}`)
    }
  }
})

/** The folders of native/node, and its one file: each includes only from those before it. */
const nativeFolders = ["ids.h", "context", "reactor", "message", "binding", "socket", "proxy", "env", "exports"]

const nodeSources = sources.filter((file) => file.startsWith("node/"))
const includes = sources.flatMap((file) =>
  includesOf(file)
    .filter((from) => sources.includes(from))
    .map((from): Import => ({ file, from })),
)

function nativeFolderOf(file: string): string {
  return file.split("/")[1] as string
}

test("a folder of native/node includes only from those before it, headers included", () => {
  assert.deepEqual(new Set(nodeSources.map(nativeFolderOf)), new Set(nativeFolders))
  const rank = (file: string) => (file.startsWith("node/") ? nativeFolders.indexOf(nativeFolderOf(file)) : -1)
  const upwards = includes.filter(({ file, from }) => rank(from) > rank(file))
  assert.deepEqual(upwards, [])
})

test("no file of native/ includes itself in a circle", () => {
  assert.ok(includes.length > 100)
  assertNoCircle(sources, includes)
})

test("libuv's functions are called by no file, and looked up by one", () => {
  assert.deepEqual(filesWith(/\buv_\w+\s*\(/), [])
  assert.deepEqual(filesWith(/\bdlsym\b|\bGetProcAddress\b/), ["node/reactor/uv_api.cc"])
  for (const file of sources) assert.ok(!includesOf(file).includes("uv.h"), file)
})

test("libzmq is called by native/zmq alone, but for what it tells of itself", () => {
  const called = new Set<string>()
  for (const file of nodeSources) {
    for (const [, name] of codeOf(file).matchAll(/\b(zmq_\w+)\s*\(/g)) called.add(name as string)
  }
  assert.deepEqual([...called].sort(), ["zmq_has", "zmq_strerror", "zmq_version"])
})
