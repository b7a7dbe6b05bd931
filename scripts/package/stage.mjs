import fs from "node:fs"
import path from "node:path"
import * as tar from "tar"
import { shippedArchive, shippedFolders } from "../sources/shipped.mjs"
import { addressIn, rewriteLinks } from "./links.mjs"
import { publishedManifest } from "./manifest.mjs"
import { writeSbom } from "./sbom.mjs"

export const sbomName = "sbom.cdx.json"

/**
 * Makes a folder of what the tarball holds. It differs from the repository in five ways: package.json without what only
 * the repository uses, links of the pages in the root, no mention of source maps, which are not shipped, the sources of
 * libzmq and libsodium in one archive, and a bill of materials.
 * @param {string} root
 * @param {string[]} files the paths that package.json's "files" choose
 * @param {string} folder
 */
export function stage(root, files, folder) {
  const manifest = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"))
  const known = new Set(files)
  const archived = files.filter((file) => shippedFolders.some((place) => file.startsWith(`native/${place}/`)))
  for (const file of files) {
    if (archived.includes(file) && !isLicense(file)) continue
    const [from, to] = [path.join(root, file), path.join(folder, file)]
    fs.mkdirSync(path.dirname(to), { recursive: true })
    fs.copyFileSync(from, to)
    if (/^dist\/.*\.[cm]?[jt]s$/.test(file)) edit(to, withoutSourceMap)
    if (/^[A-Z]+\.md$/.test(file)) edit(to, (text) => rewriteLinks(text, known, addressIn(manifest)))
  }
  archive(root, archived, path.join(folder, shippedArchive))
  const published = publishedManifest(manifest, [sbomName])
  fs.writeFileSync(path.join(folder, "package.json"), `${JSON.stringify(published, undefined, 2)}\n`)
  writeSbom(root, path.join(folder, sbomName))
}

/**
 * The texts that NOTICE names stay files of their own.
 * @param {string} file
 */
function isLicense(file) {
  return /^native\/vendor\/.*\/(AUTHORS|COPYING(\.LESSER)?|LICENSE|license\.txt)$/.test(file)
}

/**
 * The same files make the same bytes.
 * @param {string} root
 * @param {string[]} files
 * @param {string} file
 */
function archive(root, files, file) {
  const native = path.join(root, "native")
  const names = files.map((name) => name.slice("native/".length)).sort()
  tar.create({ cwd: native, file, gzip: { level: 9 }, portable: true, mtime: new Date(0), sync: true }, names)
}

/** @param {string} text */
export function withoutSourceMap(text) {
  return text.replace(/^\/\/# sourceMappingURL=\S*\n?/m, "")
}

/**
 * @param {string} file
 * @param {(text: string) => string} change
 */
function edit(file, change) {
  fs.writeFileSync(file, change(fs.readFileSync(file, "utf8")))
}
