import fs from "node:fs"
import path from "node:path"
import { withSymbols } from "./symbols.mjs"

const addon = "zmq_napi.node"
const leak = /^(Direct|Indirect) leak of /

/**
 * What the sanitizers reported into the folder, as far as it is our fault, the most frequent first.
 *
 * A leak counts if the addon allocated the memory, or something that the addon called: libzmq, libsodium, Node-API.
 * Memory that V8 allocated does not count, whoever called V8. It looks leaked where only pages of V8's heap point to
 * it, since LeakSanitizer does not read them, and process.exit() does not free it. Suppressions cannot express this:
 * they match any frame of a stack, and below everything that JavaScript calls there are frames of Node. All other
 * errors count wherever they are.
 * @param {string} folder
 */
export function findings(folder) {
  /** @type {Map<string, number>} */
  const counts = new Map()
  const named = withSymbols(reportsIn(folder).flatMap(recordsOf))
  for (const text of named.filter(isOurs).map(withoutCallers).map(withoutAddresses)) {
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return [...counts].map(([text, count]) => ({ text, count })).sort((a, b) => b.count - a.count)
}

/** @param {string} folder */
function reportsIn(folder) {
  if (!fs.existsSync(folder)) return []
  return fs.readdirSync(folder).map((file) => fs.readFileSync(path.join(folder, file), "utf8"))
}

/**
 * The records of a report. A report of leaks has a paragraph for each stack that allocated. Any other error of
 * AddressSanitizer ends the process and is one record. UndefinedBehaviorSanitizer continues, and may report several.
 * @param {string} report
 */
function recordsOf(report) {
  if (report.includes("ERROR: LeakSanitizer: detected memory leaks")) {
    return report.split(/\n\n+/).filter((paragraph) => leak.test(paragraph) && paragraph.includes(addon))
  }
  if (report.includes("runtime error:")) return report.split(/^(?=\S+: runtime error:)/m).filter((text) => text.trim())
  return [report]
}

/** @param {string} record */
function isOurs(record) {
  if (!leak.test(record)) return true
  const [callees = ""] = record.split(addon)
  return !callees.includes(" v8::internal::") && !callees.includes("(v8::internal::")
}

/**
 * Without the frames of JavaScript, which have no names and differ from call to call.
 * @param {string} record
 */
function withoutCallers(record) {
  const end = record.lastIndexOf(addon)
  return leak.test(record) ? record.slice(0, record.indexOf(")", end) + 1) : record
}

/**
 * So that the same fault in two processes is one finding.
 * @param {string} text
 */
function withoutAddresses(text) {
  return text
    .trim()
    .replace(/==\d+==/g, "")
    .replace(/0x[0-9a-f]{6,}/g, "0x…")
    .replace(/^(Direct|Indirect) leak of .*$/gm, "$1 leak, allocated from:")
}
