import fs from "node:fs"
import path from "node:path"
import { readPatches } from "./patches.mjs"

/** @import { Patch } from "./patches.mjs" */

/**
 * A third-party source as native/libzmq.json pins it.
 * @typedef {object} PinnedSource
 * @property {string} version
 * @property {string} url
 * @property {string} sha256 of the tarball
 * @property {string} folder the one folder in the tarball
 * @property {{ source: string, suite: string }} debian its source package, and the release that has this version
 * @property {string[]} licenses
 * @property {string[]} keep the files and folders that the build needs; "." for all
 */

/**
 * @typedef {PinnedSource & { name: string, patches: Patch[], archive: string, debianArchive: string }} Pin
 */

/**
 * The pinned sources, each with its patches and with the names under which a folder of tarballs (ZMQ_NAPI_SOURCES) may
 * hold it: ours, and Debian's.
 * @param {string} root
 * @returns {Pin[]}
 */
export function readPins(root) {
  /** @type {Record<string, PinnedSource>} */
  const pins = JSON.parse(fs.readFileSync(path.join(root, "native", "libzmq.json"), "utf8"))
  return Object.entries(pins).map(([name, pin]) => ({
    name,
    ...pin,
    patches: readPatches(root, name),
    archive: `${name}-${pin.version}.tar.gz`,
    debianArchive: `${pin.debian.source}_${pin.version}.orig.tar.gz`,
  }))
}
