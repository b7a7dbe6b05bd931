// npm run test:leaks -- [word...]: builds the addon with AddressSanitizer, LeakSanitizer and UndefinedBehaviorSanitizer
// in a place of its own, runs the tests with it (all that can run so, or those whose path contains one of the words),
// and fails on everything that the sanitizers find.
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { sanitizerEnvironment } from "./sanitize/environment.mjs"
import { findings } from "./sanitize/reports.mjs"
import { runScript } from "./tests/run-script.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const place = path.join(root, "build", "leaks")
const reports = path.join(place, "reports")

// Tests that are left out, and why.
const leftOut = {
  "bench/": "measures, and its peers are other programs",
  "builds/": "brings builds of its own",
  "cli/": "starts the command line of the package, which calls the addon as other tests do",
  "documents/": "runs the programs of the pages, which load the published addon",
  "examples/": "loads what users load: the same addon by the same code",
  "package/": "looks at the addon that is published",
  "scripts/": "loads no addon",
  "interop/browser": "a browser cannot run with the sanitizers' run time",
  "long-parts": "counts memory, which the sanitizers keep back after free",
  "many-parts": "counts memory, which the sanitizers keep back after free",
  "reliability/faults/clock": "preloads a library, before which the sanitizers' run time must come",
  "reliability/faults/resources": "takes descriptors and memory away, which the sanitizers need",
  "reliability/soak/": "counts memory, which the sanitizers keep back after free",
  "lifetimes/exhausted": "leaves the sanitizers no descriptor, which they need to read memory",
  "lifetimes/few-threads": "leaves the sanitizers no memory for their data of a thread",
  "lifetimes/leaks": "counts memory",
  "lifetimes/exit": "measures how long an end takes, to which the search for leaks adds",
  "lifetimes/observers":
    "opens 10,000 monitors faster than libzmq, slowed down, closes them, and runs out of descriptors",
}

const addon = path.join(place, "build", "Release", "zmq_napi.node")
const built = runScript(root, ["scripts/build.mjs", "-DZMQ_NAPI_SANITIZE=address,undefined", `--place=${addon}`])
if (built !== 0) process.exit(built)

fs.rmSync(reports, { recursive: true, force: true })
fs.mkdirSync(reports)
const { positionals: words } = parseArgs({ allowPositionals: true })
const chosen = words.length > 0 ? words : Object.keys(leftOut).map((word) => `--without=${word}`)
// ZMQ_NAPI_PREBUILD makes node-gyp-build load the addon in this folder. Two files at a time, because they mostly wait.
const tested = runScript(root, ["scripts/test.mjs", "--all", "--concurrency=2", "--timeout=600000", ...chosen], {
  ...sanitizerEnvironment(reports),
  ZMQ_NAPI_PREBUILD: place,
  ZMQ_NAPI_SANITIZED: "1",
  CI: "",
})

const found = findings(reports)
for (const { text, count } of found) console.error(`\n${count} times:\n${text}`)
console.log(`\nSanitizers: ${found.length === 0 ? "no findings" : `${found.length} findings, see above`}`)
if (words.length === 0) {
  console.log("Left out:")
  for (const [word, reason] of Object.entries(leftOut)) console.log(`  ${word} ${reason}`)
}
process.exitCode = found.length > 0 ? 1 : tested
