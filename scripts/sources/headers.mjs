import fs from "node:fs"
import path from "node:path"
import { UserError } from "../user-error.mjs"
import { readStamp, replaceFolder, writeStamp } from "./unpack.mjs"

// The Node-API headers are files of these npm packages: no header is ever downloaded. The installed package does not
// have these packages and uses the copies that it was packed with.
const packages = {
  "node-api-headers": ["include", "def", "LICENSE"],
  "node-addon-api": ["napi.h", "napi-inl.h", "LICENSE.md"],
}

export const headerPackages = Object.keys(packages)

/** @param {{ root: string, vendor: string }} folders */
export function vendorHeaders({ root, vendor }) {
  for (const [name, entries] of Object.entries(packages)) vendorPackage(root, vendor, name, entries)
}

/**
 * @param {string} root
 * @param {string} vendor
 * @param {string} name
 * @param {string[]} entries
 */
function vendorPackage(root, vendor, name, entries) {
  const folder = path.join(vendor, name)
  const stamp = readStamp(folder)
  // Only from the repository's own node_modules: in that of a project that uses us, the packages may have other
  // versions.
  const manifest = path.join(root, "node_modules", name, "package.json")
  if (!fs.existsSync(manifest)) {
    if (stamp) return
    throw new UserError(`The package ${name} is not installed. Run "npm ci" (or "npm install") in ${root} first.`)
  }
  const { version } = JSON.parse(fs.readFileSync(manifest, "utf8"))
  if (stamp?.version === version) return
  const scratch = fs.mkdtempSync(path.join(vendor, `.tmp-${process.pid}-`))
  const copy = path.join(scratch, name)
  for (const entry of entries) {
    fs.cpSync(path.join(path.dirname(manifest), entry), path.join(copy, entry), { recursive: true })
  }
  writeStamp(copy, { name, version })
  replaceFolder(copy, folder, scratch)
  fs.rmSync(scratch, { recursive: true, force: true })
}
