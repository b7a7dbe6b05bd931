import fs from "node:fs"
import path from "node:path"
import { kinds, kindsOf, topics } from "./message.mjs"
import { readResults, withDigests } from "./results.mjs"
import { parseTest } from "./test.mjs"
import { libzmqOf } from "./tree.mjs"
import { kindOfProof } from "./verdict.mjs"

/**
 * @import { Pin } from "../sources/pins.mjs"
 * @import { PatchMessage } from "./message.mjs"
 * @import { Result } from "./results.mjs"
 */

/** @typedef {{ kind: "reading" | "open" | "test" | "sanitizer" | "compiler", text: string }} Proof */

// The page that lists the patches, made of their messages and of what `check` found.
const documentPath = "docs/reference/libzmq-patches.md"

/** @param {string} root */
export function writeDocument(root) {
  fs.writeFileSync(path.join(root, documentPath), documentOf(root))
}

/** @param {string} root */
export function documentOf(root) {
  const pin = libzmqOf(root)
  const results = readResults(root)
  const patches = withDigests(pin.patches).map((patch) => ({ ...patch, proof: proofOf(patch, results[patch.name]) }))
  const sections = topics.flatMap((topic) => section(topic, patches))
  return [head(pin, patches), ...sections, byKind(patches)].join("\n")
}

/** @typedef {PatchMessage & { proof: Proof }} ProvenPatch */

/**
 * @param {Pin} pin
 * @param {ProvenPatch[]} patches
 */
function head(pin, patches) {
  /** @param {Proof["kind"]} kind */
  const count = (kind) => patches.filter(({ proof }) => proof.kind === kind).length
  return `<!-- Written by "npm run patches -- document" from native/patches/libzmq. Change it there. -->

# Patches to libzmq

The addon contains libzmq ${pin.version} with ${patches.length} patches, one for each fault or addition, from
[native/patches/libzmq](../../native/patches/libzmq). The message of each patch says which programs meet the fault, what
happens then, whether upstream has fixed it, and what the patch risks. \`libzmqPatches\` says which patches a running
addon has. [CONTRIBUTING.md](../../CONTRIBUTING.md#patches-to-libzmq) says how to change a patch, and
[Faults of libzmq](../contributing/libzmq-faults.md) lists the faults without a patch.

\`npm run patches -- check\` builds libzmq without one patch at a time. "Proof" is its result:

- **test**: ${count("test")} patches have a test that fails without them.
- sanitizer: ${count("sanitizer")} patches have a test that fails without them, under a sanitizer only.
- compiler: ${count("compiler")} patches have a test that does not compile without them.
- reading: ${count("reading")} faults cannot be shown by a test of this project. The messages of these patches say why.
${count("open") > 0 ? `- open: ${count("open")} patches have changed since they were last checked.\n` : ""}`
}

/**
 * @param {string} topic
 * @param {ProvenPatch[]} patches
 */
function section(topic, patches) {
  const rows = patches.filter(({ fields }) => fields.Topic[0] === topic)
  if (rows.length === 0) return []
  const lines = rows.map(({ file, number, subject, fields, proof }) =>
    cells([
      `[${number}](../../native/patches/libzmq/${file})`,
      subject,
      fields.Kind[0] ?? "",
      fields.Upstream[0] ?? "",
      fields.Risk.join("; "),
      proof.text,
    ]),
  )
  return [
    `## ${topic.charAt(0).toUpperCase()}${topic.slice(1)}\n`,
    cells(["Patch", "What it does", "Kind", "Upstream", "Risk", "Proof"]),
    cells(["---", "---", "---", "---", "---", "---"]),
    ...lines,
    "",
  ]
}

/** @param {ProvenPatch[]} patches */
function byKind(patches) {
  const lines = kinds.map((kind) => {
    const links = patches
      .filter(({ fields }) => kindsOf(fields).includes(kind))
      .map(({ file, number }) => `[${number}](../../native/patches/libzmq/${file})`)
    return cells([kind, String(links.length), links.join(" ")])
  })
  return ["## By kind\n", cells(["Kind", "Patches", ""]), cells(["---", "---", "---"]), ...lines, ""].join("\n")
}

/** @param {string[]} texts */
function cells(texts) {
  return `| ${texts.map((text) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;")).join(" | ")} |`
}

/**
 * @param {PatchMessage & { digest: string }} patch
 * @param {Result | undefined} result
 * @returns {Proof}
 */
function proofOf({ digest, fields }, result) {
  if (fields.Test.every((test) => "reason" in parseTest(test))) {
    return { kind: "reading", text: "reading" }
  }
  if (result === undefined || result.digest !== digest) return { kind: "open", text: "open" }
  const proven = result.tests.find((test) => test.proven)
  if (proven === undefined) return { kind: "open", text: `open: ${result.tests[0]?.outcome}` }
  const kind = kindOfProof(proven)
  return { kind, text: kind === "test" ? "**test**" : kind }
}
