import { subjectOf } from "../sources/patches.mjs"

/** @import { Patch } from "../sources/patches.mjs" */

/**
 * What CycloneDX calls the pedigree of a patched source: the source as its project released it, and the patches.
 * @param {object} ancestor the component of the release, in CycloneDX's JSON
 * @param {string} name
 * @param {Patch[]} patches
 */
export function pedigreeOf(ancestor, name, patches) {
  return { ancestors: [ancestor], patches: patches.map((patch) => entryOf(name, patch)) }
}

/**
 * @param {string} name
 * @param {Patch} patch
 */
function entryOf(name, { file, text }) {
  const kinds = field(text, "Kind")
  const type = /security/.test(kinds) ? "security" : /feature|speed/.test(kinds) ? "enhancement" : "defect"
  return {
    // A patch that names a commit of upstream brings that commit, or a part of it.
    type: field(text, "Upstream").startsWith("none") ? "unofficial" : "backport",
    diff: { url: `native/patches/${name}/${file}` },
    resolves: [{ type, name: subjectOf(text) }],
  }
}

/**
 * @param {string} text
 * @param {string} label
 */
function field(text, label) {
  return new RegExp(`^${label}: (.*)`, "m").exec(text)?.[1] ?? ""
}
