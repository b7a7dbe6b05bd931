// npm run fuzz:wire, fuzz:api -- [--sanitize] [options]: runs a fuzzer of test/fuzz, with --sanitize against an addon
// that is built with sanitizers, as npm run test:leaks does. test/fuzz/<name>/main.ts says which options it has.
import path from "node:path"
import { fileURLToPath } from "node:url"
import { buildSanitized } from "./sanitize/build.mjs"
import { printFindings } from "./sanitize/print.mjs"
import { runScript } from "./tests/run-script.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const [name = "", ...rest] = process.argv.slice(2)
const program = path.join("build-test", "test", "fuzz", name, "main.js")
const parameters = rest.filter((parameter) => parameter !== "--sanitize")
const sanitized = parameters.length < rest.length ? buildSanitized(root) : undefined
const status = runScript(root, [program, ...parameters], sanitized?.environment)
const found = sanitized === undefined ? 0 : printFindings(sanitized.reports)
process.exitCode = found > 0 ? 1 : status
