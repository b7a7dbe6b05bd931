import fs from "node:fs"
import path from "node:path"
import { withSymbols } from "./symbols.mjs"

const addon = "zmq_napi.node"
const leak = /^(Direct|Indirect) leak of /

// What the sanitizers reported into the folder that is ours: [{ text, count }], the most frequent first.
//
// Of leaks those count that the addon allocated, or what it called: libzmq, libsodium, Node-API on its behalf. Those of
// V8 do not, whoever called it: what only the pages of its heap point at (the slot sets of the write barrier) looks
// forgotten, for LeakSanitizer does not read those pages, and process.exit() leaves them as they are. This is not said by
// suppressions, since one matches any frame of a stack, and Node's frames are below all that JavaScript calls.
// All other errors count wherever they are.
export function findings(folder) {
  const counts = new Map()
  const named = withSymbols(reportsIn(folder).flatMap(recordsOf))
  for (const text of named.filter(isOurs).map(withoutCallers).map(withoutAddresses)) {
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return [...counts].map(([text, count]) => ({ text, count })).sort((a, b) => b.count - a.count)
}

function reportsIn(folder) {
  if (!fs.existsSync(folder)) return []
  return fs.readdirSync(folder).map((file) => fs.readFileSync(path.join(folder, file), "utf8"))
}

// A report of leaks has a paragraph for each stack that allocated them; any other error of AddressSanitizer ends the
// process, and is one record; UndefinedBehaviorSanitizer goes on, and may report several.
function recordsOf(report) {
  if (report.includes("ERROR: LeakSanitizer: detected memory leaks")) {
    return report.split(/\n\n+/).filter((paragraph) => leak.test(paragraph) && paragraph.includes(addon))
  }
  if (report.includes("runtime error:")) return report.split(/^(?=\S+: runtime error:)/m).filter((text) => text.trim())
  return [report]
}

function isOurs(record) {
  if (!leak.test(record)) return true
  const [callees] = record.split(addon)
  return !callees.includes(" v8::internal::") && !callees.includes("(v8::internal::")
}

// Of JavaScript's frames, which differ from call to call, the stack has no names.
function withoutCallers(record) {
  const end = record.lastIndexOf(addon)
  return leak.test(record) ? record.slice(0, record.indexOf(")", end) + 1) : record
}

// So that the same fault of two processes is one finding.
function withoutAddresses(text) {
  return text
    .trim()
    .replace(/==\d+==/g, "")
    .replace(/0x[0-9a-f]{6,}/g, "0x…")
    .replace(/^(Direct|Indirect) leak of .*$/gm, "$1 leak, allocated from:")
}
