import { spawnSync } from "node:child_process"
import crypto from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { UserError } from "../user-error.mjs"
import { applyPatches, digestOf } from "./patches.mjs"

/** @import { Pin } from "./pins.mjs" */

/**
 * @typedef {object} Stamp
 * @property {string} name
 * @property {string} version
 * @property {string} [sha256]
 * @property {{ count: number, digest: string }} [patches]
 */

// The stamp is inside the folder and is written before the folder gets its name. So a folder of this name is complete.
const stampName = "vendored.json"

/**
 * The stamp that a pinned source has when it is as it should be.
 * @param {Pin} pin
 */
function stampOf(pin) {
  const { name, version, sha256, patches } = pin
  return { name, version, sha256, patches: { count: patches.length, digest: digestOf(patches) } }
}

/**
 * @param {Pin} pin
 * @param {string} folder
 */
export function isVendored(pin, folder) {
  const { sha256, patches } = stampOf(pin)
  const stamp = readStamp(folder)
  return stamp?.sha256 === sha256 && stamp.patches?.digest === patches.digest
}

/**
 * @param {string} folder
 * @returns {Stamp | undefined}
 */
export function readStamp(folder) {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, stampName), "utf8"))
  } catch {
    return undefined
  }
}

/**
 * @param {string} folder
 * @param {Stamp} stamp
 */
export function writeStamp(folder, stamp) {
  fs.writeFileSync(path.join(folder, stampName), `${JSON.stringify(stamp)}\n`)
}

/** @param {string} file */
export function sha256(file) {
  return crypto.createHash("sha256").update(fs.readFileSync(file)).digest("hex")
}

/**
 * Unpacks the verified tarball within scratch (on the same file system), patches it, keeps what a build needs, and
 * renames it to its final name: whatever interrupts this leaves either the old state or the new.
 * @param {string} tarball
 * @param {Pin} pin
 * @param {string} scratch
 * @param {string} folder
 */
export async function unpack(tarball, pin, scratch, folder) {
  const source = extract(tarball, pin, scratch)
  await applyPatches(source, pin)
  if (!pin.keep.includes(".")) prune(source, pin.keep)
  writeStamp(source, stampOf(pin))
  replaceFolder(source, folder, scratch)
}

/**
 * Unpacks the tarball within scratch and returns the folder of its contents.
 * @param {string} tarball
 * @param {Pin} pin
 * @param {string} scratch
 */
export function extract(tarball, pin, scratch) {
  const unpacked = path.join(scratch, "unpacked")
  fs.mkdirSync(unpacked)
  // -m sets the time of unpacking, so that a build of an earlier version sees that the sources changed.
  // The names are relative because GNU tar takes a drive letter for a host.
  const file = path.relative(scratch, tarball)
  const { error, status, stderr } = spawnSync("tar", ["-xzmf", file, "-C", "unpacked"], {
    cwd: scratch,
    encoding: "utf8",
  })
  if (error || status !== 0) throw new UserError(`tar could not unpack ${tarball}: ${error?.message ?? stderr}`)
  const source = path.join(unpacked, pin.folder)
  if (!fs.existsSync(source)) throw new UserError(`${tarball} holds no folder ${pin.folder}`)
  return source
}

/**
 * Puts a complete folder in place of whatever has the name. Two builds at once do no harm: both bring the same.
 * @param {string} source
 * @param {string} folder
 * @param {string} scratch
 */
export function replaceFolder(source, folder, scratch) {
  if (fs.existsSync(folder)) fs.renameSync(folder, path.join(scratch, "replaced"))
  fs.renameSync(source, folder)
}

/**
 * Removes all that is neither listed nor inside of or above something listed.
 * @param {string} folder
 * @param {string[]} keep
 */
function prune(folder, keep, inside = "") {
  for (const name of fs.readdirSync(path.join(folder, inside))) {
    const entry = inside === "" ? name : `${inside}/${name}`
    if (keep.includes(entry)) continue
    if (keep.some((kept) => kept.startsWith(`${entry}/`))) prune(folder, keep, entry)
    else fs.rmSync(path.join(folder, entry), { recursive: true })
  }
}

/**
 * Removes the scratch folders of processes that are gone: an interrupted run could not do it itself.
 * @param {string} vendor
 */
export function removeRemains(vendor) {
  for (const name of fs.readdirSync(vendor)) {
    const pid = name.match(/^\.tmp-(\d+)-/)?.[1]
    if (pid && !isAlive(Number(pid))) fs.rmSync(path.join(vendor, name), { recursive: true, force: true })
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}
