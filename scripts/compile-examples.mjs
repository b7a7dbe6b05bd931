// Compiles the examples that the package ships into dist/examples, file by file. Left out are those that need packages
// which it does not install.
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const examples = path.join(root, "examples")
const output = path.join(root, "dist", "examples")
/** The catalogue is part of the command line. */
const leftOut = ["browser", "services", "logging", "diagnostics", "catalogue"]

const sources = fs
  .readdirSync(examples, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !leftOut.includes(file.split(path.sep)[0] ?? ""))

// What was compiled from an example that is gone would still be shipped.
fs.rmSync(output, { recursive: true, force: true })
await build({
  entryPoints: sources.map((file) => path.join(examples, file)),
  outdir: output,
  outbase: examples,
  format: "cjs",
  platform: "node",
  target: "node20",
  // To be run; what is to be read are the sources, which are shipped too.
  minify: true,
  logLevel: "warning",
})
