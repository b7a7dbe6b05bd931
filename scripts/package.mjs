// npm run package -- [--folder=FOLDER]: packs the tarball that is published, in FOLDER or else in build/package, with
// the prebuilt addons that are in prebuilds/, and prints its path. npm run check:package -- --tarball=FILE checks it.
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { pack } from "./package/pack.mjs"
import { explain } from "./user-error.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
try {
  const { values } = parseArgs({ options: { folder: { type: "string", default: path.join("build", "package") } } })
  const folder = path.resolve(root, values.folder)
  fs.mkdirSync(folder, { recursive: true })
  console.log(path.join(folder, pack(root, folder).filename))
} catch (error) {
  explain(error)
}
