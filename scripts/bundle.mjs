// Makes of lib/ the one file that users load, dist/zmq-napi.js: a file for each module took twice as long to load and 5 MB
// more of memory. Tests load the modules one by one, from dist/ too; the package ships them for their types alone.
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const dist = path.join(root, "dist")

const shared = {
  tsconfig: path.join(root, "lib", "tsconfig.json"),
  bundle: true,
  platform: "node",
  target: "node20",
  external: ["node-gyp-build"],
  logLevel: "warning",
}

await build({
  ...shared,
  entryPoints: [path.join(root, "lib", "bundle.ts")],
  outfile: path.join(dist, "zmq-napi.js"),
  format: "cjs",
  sourcemap: true,
  sourcesContent: false,
  footer: { js: plainExports("module.exports") },
})

// To find the names of what a CommonJS module exports, Node reads all of it, which takes 20 ms for the bundle. So the ES
// module entry is made of this short file, which has nothing but names. index.mjs goes over what tsc made of
// lib/index.mts, whose types stay. Its default export is what require() gives, so that whoever replaces an export there,
// as tests do, replaces it for all.
await writeNames("index", "names.js", 'require("./zmq-napi.js")', "exports.default = zmq\n")
writeEntry("index.mjs", "./names.js", "names.default")
// The draft sockets are in the same bundle, since a process must not load two: this is their entry, for both kinds.
const drafts = 'require("./zmq-napi.js").Socket[Symbol.for("zmq-napi.draft")]'
await writeNames("draft", "zmq-napi-draft.js", drafts, markAsModule("exports"))
writeEntry("draft.mjs", "./zmq-napi-draft.js", "names")

// Writes a module that has the names of another's exports, and takes them from where they are in the bundle.
async function writeNames(module, file, where, rest) {
  const entryPoints = [path.join(root, "lib", `${module}.ts`)]
  const options = { ...shared, entryPoints, format: "esm", write: false, metafile: true, outdir: dist }
  const { metafile } = await build(options)
  const names = Object.values(metafile.outputs).flatMap((output) => output.exports)
  const lines = names.map((name) => `exports.${name} = zmq.${name}\n`)
  fs.writeFileSync(path.join(dist, file), `const zmq = ${where}\n${lines.join("")}${rest}`)
}

// Writes an ES module that exports what a CommonJS module does, and a default.
function writeEntry(file, from, standard) {
  const lines = [`export * from "${from}"`, `import names from "${from}"`, `export default ${standard}`]
  fs.writeFileSync(path.join(dist, file), `${lines.join("\n")}\n`)
}

// esbuild exports by getters, which cannot be replaced: but tests of programs put others in the place of our classes.
function plainExports(exports) {
  return `${exports} = { ...${exports} };\n${markAsModule(exports)}`
}

// Tells compilers that `import * as zmq` is this object itself, and `import zmq` as well: what a program compiled to
// CommonJS gets, where an ES module gets the default export. Not in a form in which Node finds these names too.
function markAsModule(exports) {
  return `Object.defineProperties(${exports}, { __esModule: { value: true }, default: { value: ${exports} } });\n`
}
