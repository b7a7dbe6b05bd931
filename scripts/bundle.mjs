// Makes of lib/ the one file that users load, dist/zmq-napi.js: a file for each module took twice as long to load and 5 MB
// more of memory. Tests load the modules one by one, from dist/ too; the package ships them for their types alone.
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const dist = path.join(root, "dist")

const shared = {
  entryPoints: [path.join(root, "lib", "index.ts")],
  tsconfig: path.join(root, "lib", "tsconfig.json"),
  bundle: true,
  platform: "node",
  target: "node20",
  external: ["node-gyp-build"],
  logLevel: "warning",
}

await build({
  ...shared,
  outfile: path.join(dist, "zmq-napi.js"),
  format: "cjs",
  sourcemap: true,
  sourcesContent: false,
})

// To find the names of what a CommonJS module exports, Node reads all of it, which takes 20 ms for the bundle. So the ES
// module entry is made of this short file, which has nothing but names. index.mjs goes over what tsc made of
// lib/index.mts, whose types stay.
const names = (await exportedNames()).map((name) => `exports.${name} = zmq.${name}\n`)
fs.writeFileSync(path.join(dist, "names.js"), `const zmq = require("./zmq-napi.js")\n${names.join("")}`)
fs.writeFileSync(path.join(dist, "index.mjs"), 'export * from "./names.js"\n')

async function exportedNames() {
  const { metafile } = await build({ ...shared, format: "esm", write: false, metafile: true, outdir: dist })
  return Object.values(metafile.outputs).flatMap((output) => output.exports)
}
