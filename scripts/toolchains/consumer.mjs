import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { pack } from "../package/pack.mjs"
import { UserError } from "../user-error.mjs"

/**
 * Packs the package, installs the tarball in a folder of scratch, and removes its prebuilt addons, so that what is
 * built is what is loaded.
 * @param {string} root
 * @param {string} scratch
 */
export function makeConsumer(root, scratch) {
  const folder = path.join(scratch, "consumer")
  fs.mkdirSync(folder)
  fs.writeFileSync(path.join(folder, "package.json"), `{ "name": "consumer", "private": true }\n`)
  const { filename } = pack(root, scratch)
  const parameters = ["install", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"]
  const { status, stderr } = spawnSync("npm", [...parameters, path.join(scratch, filename)], {
    cwd: folder,
    encoding: "utf8",
  })
  if (status !== 0) throw new UserError(`npm could not install the tarball: ${stderr}`)
  fs.rmSync(path.join(folder, "node_modules", "zmq-napi", "prebuilds"), { recursive: true, force: true })
  fs.copyFileSync(path.join(root, "scripts", "toolchains", "round-trip.cjs"), path.join(folder, "round-trip.cjs"))
  return folder
}
