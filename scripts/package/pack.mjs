import { spawnSync } from "node:child_process"
import { Failure } from "../explain.mjs"

// Packs the package into a folder: the tarball's name, files and sizes. Without scripts: all that they do must be done
// before, and their output would be in the answer.
export function pack(root, folder) {
  const parameters = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder]
  const { status, stdout, stderr } = spawnSync("npm", parameters, { cwd: root, encoding: "utf8" })
  if (status !== 0) throw new Failure(`npm pack failed: ${stderr}`)
  return JSON.parse(stdout)[0]
}
