import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import * as tar from "tar"
import { shippedArchive } from "../sources/shipped.mjs"
import { UserError } from "../user-error.mjs"
import { filesOf, targetFiles } from "./files.mjs"
import { deadLinks } from "./links.mjs"
import { listingFaults } from "./listing.mjs"
import { checkAddresses } from "./manifest.mjs"

// Of the tarball with all targets. The limits are what an installation costs a user, in time and on the disk.
const limits = { packed: 7_000_000, unpacked: 16_000_000 }

/**
 * Unpacks the tarball into a new folder in `scratch`, and returns it.
 * @param {string} tarball
 * @param {string} scratch
 */
export function unpackTarball(tarball, scratch) {
  const folder = path.join(scratch, "unpacked")
  fs.mkdirSync(folder)
  // Relative, because GNU tar takes a drive letter for a host.
  const parameters = ["-xzf", path.relative(folder, tarball), "--strip-components=1"]
  const { error, status, stderr } = spawnSync("tar", parameters, { cwd: folder, encoding: "utf8" })
  if (error || status !== 0) throw new UserError(`tar could not unpack ${tarball}: ${error?.message ?? stderr}`)
  return folder
}

/**
 * Checks what an unpacked tarball holds: its list of files, size, manifest and links. For a release it must also hold
 * every target's addon and name the project's addresses. Throws an error that names all faults. Prints the sizes.
 * @param {{ root: string, folder: string, packed: number, release: boolean }} tarball
 */
export function checkContents({ root, folder, packed, release }) {
  const files = filesOf(folder)
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"))
  const unpacked = files.reduce((sum, file) => sum + fs.statSync(path.join(folder, file)).size, 0)
  console.log(
    `${manifest.name} ${manifest.version}: ${packed} bytes packed, ${unpacked} unpacked, ${files.length} files`,
  )
  const present = files.filter((file) => file.startsWith("prebuilds/"))
  const targets = targetFiles(root)
  const wanted = release ? targets : targets.filter((file) => present.includes(file))
  const faults = [
    ...listingFaults(root, [...files, ...archivedFiles(folder)], wanted),
    ...sizeFaults({ packed, unpacked }),
    ...manifestFaults(root, manifest),
    ...pagesOf(folder).flatMap(({ name, text }) =>
      deadLinks(text, new Set(files)).map((link) => `has a link in ${name} that leads nowhere: ${link}`),
    ),
  ]
  if (present.length === 0) faults.push("holds no prebuilt addon")
  if (faults.length > 0) throw new UserError(`The tarball\n${faults.map((fault) => `  - ${fault}`).join("\n")}`)
  if (release) checkAddresses(manifest)
}

/**
 * The files in the archive of sources, under the names that they have when it is unpacked.
 * @param {string} folder
 */
function archivedFiles(folder) {
  const file = path.join(folder, shippedArchive)
  /** @type {string[]} */
  const names = []
  if (fs.existsSync(file)) tar.list({ file, sync: true, onReadEntry: (entry) => names.push(`native/${entry.path}`) })
  return names
}

/** @param {{ packed: number, unpacked: number }} sizes */
export function sizeFaults({ packed, unpacked }) {
  return [
    ...(packed > limits.packed ? [`has ${packed} bytes packed; ${limits.packed} are allowed`] : []),
    ...(unpacked > limits.unpacked ? [`has ${unpacked} bytes unpacked; ${limits.unpacked} are allowed`] : []),
  ]
}

/**
 * @param {string} root
 * @param {Record<string, unknown>} manifest
 */
export function manifestFaults(root, manifest) {
  const { version } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"))
  const unwanted = ["scripts", "devDependencies", "allowScripts"].filter((name) => name in manifest)
  return [
    ...unwanted.map((name) => `has "${name}" in package.json`),
    ...(manifest.version === version ? [] : [`has version ${manifest.version}; the repository has ${version}`]),
  ]
}

/** @param {string} folder */
function pagesOf(folder) {
  const names = fs.readdirSync(folder).filter((name) => name.endsWith(".md"))
  return names.map((name) => ({ name, text: fs.readFileSync(path.join(folder, name), "utf8") }))
}
