import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { UserError } from "../user-error.mjs"
import { readStamp } from "./unpack.mjs"

/** The sources as the npm package ships them: in one archive, a fifth of the size and a thousand files less. */
export const shippedArchive = "native/sources.tar.gz"

/** What the archive holds, below native/. */
export const shippedFolders = ["patches/libzmq", "vendor/libsodium", "vendor/libzmq"]

/**
 * Whether the package has the archive. The repository has none.
 * @param {string} root
 */
export function hasShipped(root) {
  return fs.existsSync(path.join(root, shippedArchive))
}

/**
 * Unpacks the archive of the npm package into a new folder, which the caller removes, and returns the definitions that
 * name the sources to CMake. Returns none if there is no archive, or if someone has unpacked it in the package, to
 * modify the sources: then those are built.
 * @param {string} root
 * @param {string} folder
 */
export function unpackShipped(root, folder) {
  if (!hasShipped(root) || readStamp(path.join(root, "native", "vendor", "libzmq")) !== undefined) return []
  const archive = path.join(root, shippedArchive)
  fs.mkdirSync(folder)
  // -m sets the time of unpacking, as it is done for a vendored source. The name is relative because GNU tar takes a
  // drive letter for a host.
  const parameters = ["-xzmf", path.relative(folder, archive)]
  const { error, status, stderr } = spawnSync("tar", parameters, { cwd: folder, encoding: "utf8" })
  if (error || status !== 0) throw new UserError(`tar could not unpack ${archive}: ${error?.message ?? stderr}`)
  return ["libzmq", "libsodium"].map(
    (name) => `-DZMQ_NAPI_${name.toUpperCase()}=${path.join(folder, "vendor", name).replaceAll(path.sep, "/")}`,
  )
}
