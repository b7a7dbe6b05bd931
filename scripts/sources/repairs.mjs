import crypto from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { Failure } from "../explain.mjs"

// Mends faults of a pinned source that upstream has not mended, each a replacement of one place in one file. A place
// that is not there exactly once means another version: then somebody has to look whether the fault is.
export function repair(source, { name, version, repairs = [] }) {
  for (const { file, find, replace, why } of repairs) {
    const target = path.join(source, file)
    const text = fs.existsSync(target) ? fs.readFileSync(target, "utf8") : ""
    if (text.split(find).length !== 2) {
      throw new Failure(
        `A repair of ${name} ${version} does not fit: ${file} does not hold this exactly once:\n${find}\n` +
          `It is for this fault: ${why}\nIf this version has mended it, take the repair out of native/libzmq.json.`,
      )
    }
    fs.writeFileSync(
      target,
      text.replace(find, () => replace),
    )
  }
}

// Tells sources apart that were repaired differently.
export function repairsKey({ repairs = [] }) {
  return crypto.createHash("sha256").update(JSON.stringify(repairs)).digest("hex")
}
