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

/**
 * The call by which lib/addon/load.ts loads the addon has a literal path, because bundlers look for that. It is made for
 * dist/addon/load.js, and core.js lies one folder higher.
 * @type {import("esbuild").Plugin}
 */
const pathOfAddon = {
  name: "path-of-addon",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]addon[\\/]load\.ts$/ }, ({ path: file }) => {
      const source = fs.readFileSync(file, "utf8")
      const contents = source.replace('__dirname + "/../.."', '__dirname + "/.."')
      if (contents === source) throw new Error(`${file} has no call for node-gyp-build with a literal path`)
      return { contents, loader: "ts" }
    })
  },
}

await build({
  ...shared,
  plugins: [pathOfAddon],
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
await writeEntry({ source: "index.ts", module: "index", from: "core.js", name: "index", file: "zmq-napi.js" })
await writeEntry({ source: "draft.ts", module: "draft", from: "core.js", name: "draft", file: "zmq-napi-draft.js" })

/**
 * lib/v5-compat is written against the entry `zmq-napi`, and loads that instead of having a copy of it.
 * @type {import("esbuild").Plugin}
 */
const publicEntry = {
  name: "public-entry",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/index\.js$/ }, () => ({ path: "./zmq-napi.js", external: true }))
  },
}

// Apart from core.js, so that programs without the old API do not load it.
await build({
  ...shared,
  plugins: [publicEntry],
  stdin: { contents: 'export * as v5Compat from "./v5-compat/index.js"\n', resolveDir: lib, loader: "ts" },
  outfile: path.join(dist, "v5-compat.js"),
  format: "cjs",
  sourcemap: true,
  sourcesContent: false,
})
await writeEntry({
  source: "v5-compat/index.ts",
  module: "v5-compat",
  from: "v5-compat.js",
  name: "v5Compat",
  file: "zmq-napi-v5-compat.js",
})

// Apart from core.js, which loads the addon at once.
await build({
  ...shared,
  entryPoints: [path.join(lib, "addon.ts")],
  outfile: path.join(dist, "zmq-napi-addon.js"),
  format: "cjs",
})
writeModule("addon", "zmq-napi-addon.js")

// The command line, and the programs that it measures with. They load the package as any other program does.
await build({
  bundle: true,
  platform: "node",
  target: "node20",
  logLevel: "warning",
  format: "cjs",
  external: ["zmq-napi", "zeromq", "jszmq"],
  legalComments: "none",
  entryPoints: {
    "zmq-napi": path.join(root, "cli", "main.ts"),
    ...Object.fromEntries(
      ["zmq-napi", "zeromq", "jszmq"].map((name) => [`bench-${name}`, path.join(root, "bench", "peers", `${name}.ts`)]),
    ),
  },
  outdir: path.join(dist, "cli"),
})
fs.copyFileSync(path.join(root, "node_modules", "commander", "LICENSE"), path.join(dist, "cli", "LICENSE-commander"))
const commandLine = path.join(dist, "cli", "zmq-napi.js")
fs.writeFileSync(commandLine, `#!/usr/bin/env node\n${fs.readFileSync(commandLine, "utf8")}`, { mode: 0o755 })
fs.chmodSync(commandLine, 0o755)

/**
 * Writes the entry of one module of lib/ for require(), and the one for import, which replaces what tsc made of the
 * module's .mts file, whose types stay.
 * @param {object} entry
 * @param {string} entry.source the module, in lib/
 * @param {string} entry.module the name of the entry for import
 * @param {string} entry.from the bundle that exports the module
 * @param {string} entry.name by which name it does
 * @param {string} entry.file the entry for require()
 */
async function writeEntry({ source, module, from, name, file }) {
  const lines = (await namesOf(source)).map((each) => `exports.${each} = ${name}.${each}\n`)
  fs.writeFileSync(
    path.join(dist, file),
    // Plain properties, and not getters as esbuild's: tests of programs put fakes in the place of our classes. One line for
    // each name: Node scans this file for the names that it exports, and core.js would take 20 ms to scan.
    // By __esModule and default, compilers know that `import * as zmq` and `import zmq` are this object itself, as the
    // default export of the ES module is. They are defined by one call, in which Node's scan does not find them.
    `const { ${name} } = require("./${from}")
${lines.join("")}Object.defineProperties(exports, { __esModule: { value: true }, default: { value: exports } })
`,
  )
  writeModule(module, file)
}

/**
 * @param {string} module
 * @param {string} file
 */
function writeModule(module, file) {
  fs.writeFileSync(
    path.join(dist, `${module}.mjs`),
    `export * from "./${file}"\nimport names from "./${file}"\nexport default names\n`,
  )
}

/** @param {string} source */
async function namesOf(source) {
  const entryPoints = [path.join(lib, source)]
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
