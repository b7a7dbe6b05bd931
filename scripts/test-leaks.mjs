// npm run test:leaks -- [word...]: builds the addon with AddressSanitizer, LeakSanitizer and UndefinedBehaviorSanitizer
// in a place of its own, runs the tests with it (all that can run so, or those whose path contains one of the words),
// and fails on everything that the sanitizers find.
import path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { buildSanitized } from "./sanitize/build.mjs"
import { printFindings } from "./sanitize/print.mjs"
import { runScript } from "./tests/run-script.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")

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

const { reports, environment } = buildSanitized(root)
const { positionals: words } = parseArgs({ allowPositionals: true })
const chosen = words.length > 0 ? words : Object.keys(leftOut).map((word) => `--without=${word}`)
// Two files at a time, because they mostly wait.
const tested = runScript(root, ["scripts/test.mjs", "--all", "--concurrency=2", "--timeout=600000", ...chosen], {
  ...environment,
  CI: "",
})

const found = printFindings(reports)
if (words.length === 0) {
  console.log("Left out:")
  for (const [word, reason] of Object.entries(leftOut)) console.log(`  ${word} ${reason}`)
}
process.exitCode = found > 0 ? 1 : tested
