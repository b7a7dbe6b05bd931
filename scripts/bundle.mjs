// Makes of lib/ the one file that users load, dist/zmq-napi.js: a file for each module took twice as long to load and 5 MB
// more of memory. Tests load the modules one by one, from dist/ too; the package ships them for their types alone.
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const main = path.join(root, "dist", "zmq-napi.js")

await build({
  entryPoints: [path.join(root, "lib", "index.ts")],
  tsconfig: path.join(root, "lib", "tsconfig.json"),
  outfile: main,
  bundle: true,
  format: "cjs",
  platform: "node",
  target: "node20",
  external: ["node-gyp-build"],
  sourcemap: true,
  sourcesContent: false,
  logLevel: "warning",
})
// Over what tsc made of lib/index.mts, whose types stay.
fs.writeFileSync(path.join(root, "dist", "index.mjs"), `export * from "./${path.basename(main)}"\n`)
