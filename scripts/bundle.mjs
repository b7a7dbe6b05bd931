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
})

// To find the names of what a CommonJS module exports, Node reads all of it, which takes 20 ms for the bundle. So the ES
// module entry is made of this short file, which has nothing but names. index.mjs goes over what tsc made of
// lib/index.mts, whose types stay.
await writeNames("index", "names.js", 'require("./zmq-napi.js")')
fs.writeFileSync(path.join(dist, "index.mjs"), 'export * from "./names.js"\n')
// The draft sockets are in the same bundle, since a process must not load two: this is their entry, for both kinds.
await writeNames("draft", "zmq-napi-draft.js", 'require("./zmq-napi.js").Socket[Symbol.for("zmq-napi.draft")]')
fs.writeFileSync(path.join(dist, "draft.mjs"), 'export * from "./zmq-napi-draft.js"\n')

// Writes a module that has the names of another's exports, and takes them from where they are in the bundle.
async function writeNames(module, file, where) {
  const entryPoints = [path.join(root, "lib", `${module}.ts`)]
  const options = { ...shared, entryPoints, format: "esm", write: false, metafile: true, outdir: dist }
  const { metafile } = await build(options)
  const names = Object.values(metafile.outputs).flatMap((output) => output.exports)
  const lines = names.map((name) => `exports.${name} = zmq.${name}\n`)
  fs.writeFileSync(path.join(dist, file), `const zmq = ${where}\n${lines.join("")}`)
}
