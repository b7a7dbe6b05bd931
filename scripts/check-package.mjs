// npm run check:package: packs the package as it would be published and checks the tarball: its listing, its entry
// points (publint, attw), and that it installs and loads in an empty folder without scripts and compilers. With
// --source-build also that the installed package builds itself from its own source, without network.
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { checkInstalled, checkSourceBuild, install } from "./package/install.mjs"
import { checkListing } from "./package/listing.mjs"
import { pack } from "./package/pack.mjs"
import { explain, UserError } from "./user-error.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const { values: options } = parseArgs({ options: { "source-build": { type: "boolean", default: false } } })
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "zmq-napi-package-"))

try {
  run("npm", ["run", "--silent", "build:prebuilds"])
  const { filename, files, size, unpackedSize } = pack(root, scratch)
  const tarball = path.join(scratch, filename)
  checkListing(root, files)
  console.log(`${filename}: ${size} bytes packed, ${unpackedSize} unpacked, ${files.length} files`)
  run("npx", ["publint", "run", tarball, "--strict"])
  run("npx", ["attw", tarball])
  const folder = install(tarball, scratch)
  checkInstalled(folder)
  if (options["source-build"]) checkSourceBuild(folder)
} catch (error) {
  explain(error)
} finally {
  fs.rmSync(scratch, { recursive: true, force: true })
}

/**
 * @param {string} command
 * @param {string[]} parameters
 */
function run(command, parameters) {
  const { status } = spawnSync(command, parameters, { cwd: root, stdio: "inherit" })
  if (status !== 0) throw new UserError(`${command} ${parameters[0]} failed`)
}
