import fs from "node:fs"
import path from "node:path"
import { readPatches } from "./patches.mjs"

// The pinned third-party sources of native/libzmq.json, each with the file name under which a folder of tarballs
// (ZMQ_NAPI_SOURCES) may hold it, and with its patches. Debian names its copy by its own rule.
export function readPins(root) {
  const pins = JSON.parse(fs.readFileSync(path.join(root, "native", "libzmq.json"), "utf8"))
  return Object.entries(pins).map(([name, pin]) => ({
    name,
    ...pin,
    patches: readPatches(root, name),
    archive: `${name}-${pin.version}.tar.gz`,
    debianArchive: `${pin.debian.source}_${pin.version}.orig.tar.gz`,
  }))
}
