import fs from "node:fs"
import path from "node:path"
import { Failure } from "../explain.mjs"
import { readStamp, replaceFolder, writeStamp } from "./unpack.mjs"

// The Node-API headers come from npm packages, as files: no header is ever downloaded, and the installed package, which
// has not these packages, finds the copies that it was packed with.
const packages = {
  "node-api-headers": ["include", "def", "LICENSE"],
  "node-addon-api": ["napi.h", "napi-inl.h", "LICENSE.md"],
}

export function vendorHeaders({ root, vendor }) {
  for (const [name, entries] of Object.entries(packages)) vendorPackage(root, vendor, name, entries)
}

function vendorPackage(root, vendor, name, entries) {
  const folder = path.join(vendor, name)
  const stamp = readStamp(folder)
  // Only the repository's own packages: in node_modules of a project that uses us, others may have other versions.
  const manifest = path.join(root, "node_modules", name, "package.json")
  if (!fs.existsSync(manifest)) {
    if (stamp) return
    throw new Failure(`The package ${name} is not installed. Run "npm ci" (or "npm install") in ${root} first.`)
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
