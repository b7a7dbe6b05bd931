// Makes of lib/ what users load: dist/core.js, which holds everything, and for each of the package's entries a short file
// with its names. A file for each module took twice as long to load and 5 MB more of memory. Tests load the modules one
// by one, from dist/ too; the package ships them for their types alone.
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const lib = path.join(root, "lib")
const dist = path.join(root, "dist")

/**
 * Without esbuild's `keepNames`: it sets the name of each function anew whenever the function is made, which costs a
 * receive or send that waits a tenth of its time. Where the bundler renames a class, lib/ says how it is avoided.
 * @satisfies {import("esbuild").BuildOptions}
 */
const shared = {
  tsconfig: path.join(lib, "tsconfig.json"),
  bundle: true,
  platform: "node",
  target: "node20",
  external: ["node-gyp-build"],
  logLevel: "warning",
}

await build({
  ...shared,
  stdin: {
    contents: 'export * as index from "./index.js"\nexport * as draft from "./draft.js"\n',
    resolveDir: lib,
    loader: "ts",
  },
  outfile: path.join(dist, "core.js"),
  format: "cjs",
  sourcemap: true,
  sourcesContent: false,
})

// Both entries load core.js, so that each class exists once in a process.
await writeEntry("index", "zmq-napi.js")
await writeEntry("draft", "zmq-napi-draft.js")

/**
 * Writes the entry of one module of lib/ for require(), and the one for import, which replaces what tsc made of the
 * module's .mts file, whose types stay.
 * @param {string} module
 * @param {string} file
 */
async function writeEntry(module, file) {
  const lines = (await namesOf(module)).map((name) => `exports.${name} = ${module}.${name}\n`)
  fs.writeFileSync(
    path.join(dist, file),
    // Plain properties, and not getters as esbuild's: tests of programs put fakes in the place of our classes. One line for
    // each name: Node scans this file for the names that it exports, and core.js would take 20 ms to scan.
    // By __esModule and default, compilers know that `import * as zmq` and `import zmq` are this object itself, as the
    // default export of the ES module is. They are defined by one call, in which Node's scan does not find them.
    `const { ${module} } = require("./core.js")
${lines.join("")}Object.defineProperties(exports, { __esModule: { value: true }, default: { value: exports } })
`,
  )
  fs.writeFileSync(
    path.join(dist, `${module}.mjs`),
    `export * from "./${file}"\nimport names from "./${file}"\nexport default names\n`,
  )
}

/** @param {string} module */
async function namesOf(module) {
  const entryPoints = [path.join(lib, `${module}.ts`)]
  const { metafile } = await build({
    ...shared,
    entryPoints,
    format: "esm",
    write: false,
    metafile: true,
    outdir: dist,
  })
  return Object.values(metafile.outputs).flatMap((output) => output.exports)
}
