import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { UserError } from "../user-error.mjs"
import { readStamp, replaceFolder } from "./unpack.mjs"

/** The sources as the npm package ships them: in one archive, a fifth of the size and a thousand files less. */
export const shippedArchive = "native/sources.tar.gz"

/** What the archive holds, below native/. */
export const shippedFolders = ["patches/libzmq", "vendor/libsodium", "vendor/libzmq"]

/**
 * Unpacks the archive of the npm package, once. The repository has none.
 * @param {string} root
 */
export function unpackShipped(root) {
  const archive = path.join(root, shippedArchive)
  const native = path.dirname(archive)
  // The last of the folders that get their place.
  if (!fs.existsSync(archive) || readStamp(path.join(native, "vendor", "libzmq")) !== undefined) return
  const scratch = fs.mkdtempSync(path.join(native, `.tmp-${process.pid}-`))
  try {
    // -m sets the time of unpacking, as it is done for a vendored source. The name is relative because GNU tar takes a
    // drive letter for a host.
    const parameters = ["-xzmf", path.join("..", path.basename(archive))]
    const { error, status, stderr } = spawnSync("tar", parameters, { cwd: scratch, encoding: "utf8" })
    if (error || status !== 0) throw new UserError(`tar could not unpack ${archive}: ${error?.message ?? stderr}`)
    for (const folder of shippedFolders) {
      const place = path.join(native, folder)
      fs.mkdirSync(path.dirname(place), { recursive: true })
      replaceFolder(path.join(scratch, folder), place, fs.mkdtempSync(path.join(scratch, "old-")))
    }
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true })
  }
}
