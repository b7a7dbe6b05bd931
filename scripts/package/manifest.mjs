import { UserError } from "../user-error.mjs"

/** @typedef {Record<string, unknown> & { files?: string[] }} Manifest */

// What only the repository uses. npm warns of a `prepare` script in a tarball that is installed by its URL.
const ofRepository = ["scripts", "devDependencies", "allowScripts"]

/**
 * The package.json of the tarball.
 * @param {Manifest} manifest that of the repository
 * @param {string[]} added files of the tarball which the repository does not have
 * @returns {Manifest}
 */
export function publishedManifest(manifest, added) {
  const kept = Object.entries(manifest).filter(([name]) => !ofRepository.includes(name))
  return { ...Object.fromEntries(kept), files: [...(manifest.files ?? []), ...added] }
}

/**
 * Throws an error that names the addresses which package.json lacks. npm, provenance and scanners need them, and only
 * the owner of the project can say them.
 * @param {Record<string, unknown>} manifest
 */
export function checkAddresses(manifest) {
  const missing = ["repository", "homepage", "bugs"].filter((name) => !manifest[name])
  if (missing.length === 0) return
  throw new UserError(
    `package.json names no ${missing.join(", no ")}. The project's owner has to set ${missing.length > 1 ? "them" : "it"} ` +
      "before a release: the provenance is refused without, and links of the README lead nowhere on npm's page.",
  )
}
